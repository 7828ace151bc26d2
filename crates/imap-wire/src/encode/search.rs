use super::number;
use crate::ModSeq;

/// Writes a SEARCH response (RFC 3501 §7.2.5).
///
/// `mod_seq` is the highest of the messages found, sent where the search asked for MODSEQ (RFC 7162 §3.1.5); there is
/// none without a message.
pub fn search(out: &mut Vec<u8>, numbers: impl IntoIterator<Item = u32>, mod_seq: Option<ModSeq>) {
    found(out, b"* SEARCH", numbers, mod_seq);
}

/// Writes a SORT response, the numbers in the order asked for (RFC 5256 §4).
///
/// `mod_seq` is the highest of the messages found, sent where the search asked for MODSEQ (RFC 7162 §3.1.6).
pub fn sort(out: &mut Vec<u8>, numbers: impl IntoIterator<Item = u32>, mod_seq: Option<ModSeq>) {
    found(out, b"* SORT", numbers, mod_seq);
}

fn found(out: &mut Vec<u8>, name: &[u8], numbers: impl IntoIterator<Item = u32>, mod_seq: Option<ModSeq>) {
    out.extend_from_slice(name);
    for value in numbers {
        out.push(b' ');
        number(out, value.into());
    }
    if let Some(mod_seq) = mod_seq {
        out.extend_from_slice(b" (MODSEQ ");
        number(out, mod_seq.get());
        out.push(b')');
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_responses_of_the_rfc() {
        // RFC 5256 §4 and RFC 7162 §3.1.6
        let mut out = Vec::new();
        sort(&mut out, [2, 3, 6], None);
        sort(&mut out, [5, 2], ModSeq::new(917162500));
        sort(&mut out, [], None);
        assert_eq!(out, b"* SORT 2 3 6\r\n* SORT 5 2 (MODSEQ 917162500)\r\n* SORT\r\n");
    }

    #[test]
    fn responses_of_the_rfc() {
        // RFC 3501 §7.2.5 and RFC 7162 §3.1.5
        let mut out = Vec::new();
        search(&mut out, [2, 3, 6], None);
        search(&mut out, [2, 5], ModSeq::new(917162500));
        search(&mut out, [], None);
        assert_eq!(out, b"* SEARCH 2 3 6\r\n* SEARCH 2 5 (MODSEQ 917162500)\r\n* SEARCH\r\n");
    }
}
