use std::ops::RangeInclusive;

use super::{number, set, string};
use crate::{ModSeq, Numbering, PartialRange, Tag, TextMode};

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
    /// The results in this range; none where it lies beyond them (RFC 9394 §3.1).
    pub partial: Option<(PartialRange, &'a [RangeInclusive<u32>])>,
}

impl Esearch<'_> {
    /// A response that tells nothing.
    pub const fn of_nothing(numbering: Numbering) -> Self {
        Esearch { tag: None, numbering, min: None, max: None, all: &[], count: None, mod_seq: None, partial: None }
    }
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
    if let Some((range, results)) = response.partial {
        ret_data_partial(out, range, results);
    }
}

// ret-data-partial = "PARTIAL" SP "(" partial-range SP partial-results ")"
fn ret_data_partial(out: &mut Vec<u8>, range: PartialRange, results: &[RangeInclusive<u32>]) {
    out.extend_from_slice(format!(" PARTIAL ({range} ").as_bytes());
    match results {
        [] => out.extend_from_slice(b"NIL"),
        _ => set(out, results),
    }
    out.push(b')');
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
        let found =
            Esearch { tag: Some(&tag), min: Some(2), count: Some(3), ..Esearch::of_nothing(Numbering::Sequence) };
        let mut out = Vec::new();
        esearch(&mut out, &found);
        let all = Esearch { numbering: Numbering::Uid, min: None, max: Some(9), all: &[1..=3, 9..=9], ..found };
        esearch(&mut out, &Esearch { tag: None, count: None, mod_seq: ModSeq::new(917162500), ..all });
        let expected = "* ESEARCH (TAG \"A283\") MIN 2 COUNT 3\r\n* ESEARCH UID MAX 9 ALL 1:3,9 MODSEQ 917162500\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn pages() {
        // RFC 9394 §3.1
        let number = |value| std::num::NonZeroU32::new(value).unwrap();
        let mut out = Vec::new();
        let last = PartialRange::Last(number(1), number(100));
        let nothing = Esearch::of_nothing(Numbering::Uid);
        esearch(&mut out, &Esearch { partial: Some((last, &[5..=7, 9..=9])), ..nothing });
        let first = PartialRange::First(number(24000), number(24500));
        esearch(&mut out, &Esearch { partial: Some((first, &[])), ..nothing });
        let expected = "* ESEARCH UID PARTIAL (-1:-100 5:7,9)\r\n* ESEARCH UID PARTIAL (24000:24500 NIL)\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
