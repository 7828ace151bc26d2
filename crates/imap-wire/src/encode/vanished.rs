use std::ops::RangeInclusive;

use super::set;

/// Writes VANISHED: messages with these UIDs are gone (RFC 7162 §3.2.10). The set must not be empty.
///
/// `earlier` says that they went before, which does not change sequence numbers.
pub fn vanished(out: &mut Vec<u8>, earlier: bool, uids: &[RangeInclusive<u32>]) {
    out.extend_from_slice(if earlier { b"* VANISHED (EARLIER) " } else { b"* VANISHED " });
    set(out, uids);
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_the_rfc() {
        // RFC 7162 §3.2.10
        let mut out = Vec::new();
        vanished(&mut out, true, &[41..=41, 43..=116]);
        vanished(&mut out, false, &[405..=405]);
        assert_eq!(out, b"* VANISHED (EARLIER) 41,43:116\r\n* VANISHED 405\r\n");
    }
}
