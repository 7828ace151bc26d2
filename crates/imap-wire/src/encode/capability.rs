use super::spaced;

/// Writes a CAPABILITY response (RFC 9051 §7.2.2).
pub fn capability(out: &mut Vec<u8>, names: &[&str]) {
    out.extend_from_slice(b"* CAPABILITY ");
    spaced(out, names, |out, name| out.extend_from_slice(name.as_bytes()));
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spaced() {
        let mut out = Vec::new();
        capability(&mut out, &["IMAP4rev1", "STARTTLS", "AUTH=PLAIN"]);
        assert_eq!(out, b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n");
    }
}
