use super::numbered;

/// Writes EXISTS: how many messages the selected mailbox has (RFC 9051 §7.4.1).
pub fn exists(out: &mut Vec<u8>, messages: u32) {
    numbered(out, messages, b"EXISTS");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_name() {
        let mut out = Vec::new();
        exists(&mut out, 23);
        assert_eq!(out, b"* 23 EXISTS\r\n");
    }
}
