use std::ops::RangeInclusive;

use super::{mailbox, number, parenthesized, set, string};
use crate::{ModSeq, Numbering, PartialRange, Tag, TextMode, UidValidity};

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
    /// What is no longer among the results, told before what is new: positions from 1, and what is there, in the order
    /// in which the client has to take them away. Position 0 leaves that to the client (RFC 5267 §4.3.4).
    pub remove_from: &'a [(u32, &'a [RangeInclusive<u32>])],
    /// What has come into the results and where, in the same manner (RFC 5267 §4.3.3).
    pub add_to: &'a [(u32, &'a [RangeInclusive<u32>])],
    /// How well each result matches, 1 to 100, in the order of the results (RFC 6203 §4); not sent if `None`.
    pub relevancy: Option<&'a [u8]>,
    /// Of which mailbox these are the results; only in answer to the command ESEARCH (RFC 7377 §2.1).
    pub mailbox: Option<SearchedMailbox<'a>>,
}

/// A mailbox as an ESEARCH response names it (RFC 7377 §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchedMailbox<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its UIDVALIDITY.
    pub validity: UidValidity,
    /// How the client wants names to be written.
    pub mode: TextMode,
}

impl Esearch<'_> {
    /// A response that tells nothing.
    pub const fn of_nothing(numbering: Numbering) -> Self {
        Esearch {
            tag: None,
            numbering,
            min: None,
            max: None,
            all: &[],
            count: None,
            mod_seq: None,
            partial: None,
            remove_from: &[],
            add_to: &[],
            relevancy: None,
            mailbox: None,
        }
    }
}

/// Writes an ESEARCH response.
pub fn esearch(out: &mut Vec<u8>, response: &Esearch<'_>) {
    out.extend_from_slice(b"* ESEARCH");
    if let Some(tag) = response.tag {
        search_correlator(out, tag, response.mailbox);
    }
    if response.numbering == Numbering::Uid {
        out.extend_from_slice(b" UID");
    }
    search_return_data(out, response);
    out.extend_from_slice(b"\r\n");
}

// search-correlator = SP "(" one-correlator *(SP one-correlator) ")"
fn search_correlator(out: &mut Vec<u8>, tag: &Tag, searched: Option<SearchedMailbox<'_>>) {
    out.extend_from_slice(b" (TAG ");
    string(out, tag.as_bytes(), TextMode::Ascii);
    if let Some(searched) = searched {
        out.extend_from_slice(b" MAILBOX ");
        mailbox(out, searched.name, searched.mode);
        named(out, b" UIDVALIDITY ", Some(searched.validity.get().into()));
    }
    out.push(b')');
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
    ret_data_update(out, b" REMOVEFROM ", response.remove_from);
    ret_data_update(out, b" ADDTO ", response.add_to);
    if let Some(scores) = response.relevancy {
        out.extend_from_slice(b" RELEVANCY ");
        parenthesized(out, scores, |out, score| number(out, (*score).into()));
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

// ret-data-addto = "ADDTO" SP "(" context-position SP sequence-set *(SP context-position SP sequence-set) ")"
fn ret_data_update(out: &mut Vec<u8>, name: &[u8], changes: &[(u32, &[RangeInclusive<u32>])]) {
    if changes.is_empty() {
        return;
    }
    out.extend_from_slice(name);
    parenthesized(out, changes, |out, (position, results)| {
        number(out, (*position).into());
        out.push(b' ');
        set(out, results);
    });
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

    #[test]
    fn updates() {
        // RFC 5267 §4.3.3 and §4.3.4
        let tag = Tag::new(b"B01").unwrap();
        let base = Esearch { tag: Some(&tag), ..Esearch::of_nothing(Numbering::Uid) };
        let mut out = Vec::new();
        esearch(&mut out, &Esearch { add_to: &[(0, &[32768..=32769])], ..base });
        esearch(&mut out, &Esearch { add_to: &[(1, &[2733..=2733]), (1, &[2731..=2732])], ..base });
        esearch(&mut out, &Esearch { remove_from: &[(0, &[32768..=32768])], add_to: &[(1, &[7..=7])], ..base });
        let expected = "* ESEARCH (TAG \"B01\") UID ADDTO (0 32768:32769)\r\n\
                        * ESEARCH (TAG \"B01\") UID ADDTO (1 2733 1 2731:2732)\r\n\
                        * ESEARCH (TAG \"B01\") UID REMOVEFROM (0 32768) ADDTO (1 7)\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn several_mailboxes_and_scores() {
        // RFC 7377 §2.3 and RFC 6203 §4
        let tag = Tag::new(b"tag1").unwrap();
        let validity = UidValidity::new(1).unwrap();
        let mailbox = Some(SearchedMailbox { name: "folder é", validity, mode: TextMode::Ascii });
        let base = Esearch { tag: Some(&tag), all: &[1..=1, 5..=5], ..Esearch::of_nothing(Numbering::Uid) };
        let mut out = Vec::new();
        esearch(&mut out, &Esearch { mailbox, ..base });
        esearch(&mut out, &Esearch { relevancy: Some(&[4, 99]), ..base });
        let expected = "* ESEARCH (TAG \"tag1\" MAILBOX \"folder &AOk-\" UIDVALIDITY 1) UID ALL 1,5\r\n\
                        * ESEARCH (TAG \"tag1\") UID ALL 1,5 RELEVANCY (4 99)\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
