use std::ops::RangeInclusive;

use super::{number, set, string};
use crate::{ModSeq, Numbering, Tag, TextMode};

/// An ESEARCH response (RFC 9051 §7.3.4, RFC 4731 §3.1); what is `None` is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Esearch<'a> {
    /// The tag of the command it answers.
    pub tag: Option<&'a Tag>,
    /// What the numbers are.
    pub numbering: Numbering,
    /// The lowest number; `None` if nothing was found.
    pub min: Option<u32>,
    /// The highest number; `None` if nothing was found.
    pub max: Option<u32>,
    /// All numbers. An empty set is not sent, as the RFC demands.
    pub all: &'a [RangeInclusive<u32>],
    /// How many.
    pub count: Option<u32>,
    /// The highest modification sequence of the messages told about (RFC 7162 §3.1.10).
    pub mod_seq: Option<ModSeq>,
}

/// Writes an ESEARCH response.
pub fn esearch(out: &mut Vec<u8>, response: &Esearch<'_>) {
    out.extend_from_slice(b"* ESEARCH");
    if let Some(tag) = response.tag {
        out.extend_from_slice(b" (TAG ");
        string(out, tag.as_bytes(), TextMode::Ascii);
        out.push(b')');
    }
    if response.numbering == Numbering::Uid {
        out.extend_from_slice(b" UID");
    }
    search_return_data(out, response);
    out.extend_from_slice(b"\r\n");
}

fn search_return_data(out: &mut Vec<u8>, response: &Esearch<'_>) {
    named(out, b" MIN ", response.min.map(u64::from));
    named(out, b" MAX ", response.max.map(u64::from));
    if !response.all.is_empty() {
        out.extend_from_slice(b" ALL ");
        set(out, response.all);
    }
    named(out, b" COUNT ", response.count.map(u64::from));
    named(out, b" MODSEQ ", response.mod_seq.map(ModSeq::get));
}

fn named(out: &mut Vec<u8>, name: &[u8], value: Option<u64>) {
    if let Some(value) = value {
        out.extend_from_slice(name);
        number(out, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_the_rfc() {
        // RFC 4731 §3.1 and RFC 7162 §3.1.10
        let tag = Tag::new(b"A283").unwrap();
        let found = Esearch {
            tag: Some(&tag),
            numbering: Numbering::Sequence,
            min: Some(2),
            max: None,
            all: &[],
            count: Some(3),
            mod_seq: None,
        };
        let mut out = Vec::new();
        esearch(&mut out, &found);
        let all = Esearch { numbering: Numbering::Uid, min: None, max: Some(9), all: &[1..=3, 9..=9], ..found };
        esearch(&mut out, &Esearch { tag: None, count: None, mod_seq: ModSeq::new(917162500), ..all });
        let expected = "* ESEARCH (TAG \"A283\") MIN 2 COUNT 3\r\n* ESEARCH UID MAX 9 ALL 1:3,9 MODSEQ 917162500\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
