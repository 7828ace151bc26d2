use super::parenthesized;

/// Writes FLAGS: every flag that a message of the selected mailbox can have (RFC 9051 §7.3.5).
pub fn flags<'a>(out: &mut Vec<u8>, names: impl IntoIterator<Item = &'a str>) {
    out.extend_from_slice(b"* FLAGS ");
    flag_list(out, names);
    out.extend_from_slice(b"\r\n");
}

/// Writes a `flag-list` such as `(\Seen $Junk)` (RFC 9051 §9). The names must be flags.
///
/// Where many messages have the same flags, render them once and give the octets to
/// [`crate::encode::FetchWriter::flags`].
pub fn flag_list<'a>(out: &mut Vec<u8>, names: impl IntoIterator<Item = &'a str>) {
    parenthesized(out, names, |out, name| out.extend_from_slice(name.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_flags() {
        let mut out = Vec::new();
        flags(&mut out, ["\\Seen", "$Junk"]);
        flag_list(&mut out, []);
        assert_eq!(out, b"* FLAGS (\\Seen $Junk)\r\n()");
    }
}
