use super::numbered;
use crate::SeqNum;

/// Writes EXPUNGE: the message is gone and every later one has moved up by one (RFC 9051 §7.5.1).
pub fn expunge(out: &mut Vec<u8>, message: SeqNum) {
    numbered(out, message.get(), b"EXPUNGE");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_name() {
        let mut out = Vec::new();
        expunge(&mut out, SeqNum::new(44).unwrap());
        assert_eq!(out, b"* 44 EXPUNGE\r\n");
    }
}
