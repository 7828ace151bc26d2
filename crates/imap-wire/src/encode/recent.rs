use super::numbered;

/// Writes RECENT: how many messages have `\\Recent` (RFC 3501 §7.3.2).
pub fn recent(out: &mut Vec<u8>, messages: u32) {
    numbered(out, messages, b"RECENT");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_name() {
        let mut out = Vec::new();
        recent(&mut out, 23);
        assert_eq!(out, b"* 23 RECENT\r\n");
    }
}
