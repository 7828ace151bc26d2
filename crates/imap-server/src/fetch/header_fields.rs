//! HEADER.FIELDS and HEADER.FIELDS.NOT (RFC 9051 §6.4.5.1): a header without some of its fields, otherwise unchanged.

use std::cmp::Ordering;

use posthouse_imap_wire::SectionText;
use posthouse_imap_wire::command::FetchItem;
use posthouse_message::fields;

/// Which fields to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HeaderFields<'a> {
    names: &'a [Box<[u8]>],
    /// Whether the fields of these names are kept, or all others.
    named: bool,
}

impl<'a> HeaderFields<'a> {
    pub(super) fn only(names: &'a [Box<[u8]>]) -> Self {
        Self { names, named: true }
    }

    pub(super) fn without(names: &'a [Box<[u8]>]) -> Self {
        Self { names, named: false }
    }

    /// Those that an item names, if it names fields.
    pub(super) fn named_by(item: &'a FetchItem) -> Option<Self> {
        let FetchItem::Section(body) = item else { return None };
        match body.section.text.as_ref()? {
            SectionText::HeaderFields(names) => Some(Self::only(names)),
            SectionText::HeaderFieldsNot(names) => Some(Self::without(names)),
            SectionText::Header | SectionText::Text | SectionText::Mime => None,
        }
    }

    /// What is kept of a header: bytes and order as they are, and the blank line if the header has one.
    ///
    /// Lines that are no fields go with the field before them; those before all fields are no field's, so only
    /// HEADER.FIELDS.NOT keeps them.
    pub(super) fn of(self, header: &[u8]) -> Vec<u8> {
        let names = Sorted::of(self.names);
        let named = fields(header).filter(|field| names.has(field.name)).map(|field| field.range);
        if self.named {
            let kept = named.filter_map(|range| header.get(range)).flatten();
            return kept.chain(blank_line(header)).copied().collect();
        }
        let mut kept = Vec::with_capacity(header.len());
        let mut from = 0;
        for range in named {
            kept.extend_from_slice(header.get(from..range.start).unwrap_or_default());
            from = range.end;
        }
        kept.extend_from_slice(header.get(from..).unwrap_or_default());
        kept
    }
}

/// Names in an order in which one is found by a few comparisons: a command has room for tens of thousands, a header for
/// hundreds of thousands of fields.
struct Sorted<'a>(Vec<&'a [u8]>);

impl<'a> Sorted<'a> {
    fn of(names: &'a [Box<[u8]>]) -> Self {
        let mut names: Vec<&[u8]> = names.iter().map(|name| &**name).collect();
        names.sort_unstable_by(|one, other| order(one, other));
        Self(names)
    }

    fn has(&self, name: &[u8]) -> bool {
        self.0.binary_search_by(|known| order(known, name)).is_ok()
    }
}

/// Any order of names without case; the length decides most of it.
fn order(one: &[u8], other: &[u8]) -> Ordering {
    let lower = |octet: &u8| octet.to_ascii_lowercase();
    one.len().cmp(&other.len()).then_with(|| one.iter().map(lower).cmp(other.iter().map(lower)))
}

/// "The blank line is included in all header fetches, except in the case of a message which has no body and no blank
/// line" (RFC 3501 §6.4.5).
fn blank_line(header: &[u8]) -> &[u8] {
    let fields = header.strip_suffix(b"\r\n").or_else(|| header.strip_suffix(b"\n")).unwrap_or(header);
    match fields {
        [] | [.., b'\n'] => header.get(fields.len()..).unwrap_or_default(),
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const HEADER: &[u8] = b"To: a\r\nX-Long: b\r\n c\r\nto : d\r\nFrom: e\r\n\r\n";

    fn names(names: &[&str]) -> Vec<Box<[u8]>> {
        names.iter().map(|name| name.as_bytes().into()).collect()
    }

    #[test]
    fn fields_keep_their_bytes_and_order() {
        assert_eq!(HeaderFields::only(&names(&["from", "TO"])).of(HEADER), b"To: a\r\nto : d\r\nFrom: e\r\n\r\n");
        assert_eq!(HeaderFields::without(&names(&["from", "TO"])).of(HEADER), b"X-Long: b\r\n c\r\n\r\n");
    }

    #[test]
    fn lines_that_are_no_fields_are_not_lost() {
        let header = b"From a@b Mon\nTo: a\n?\nFrom: e\n\n";
        assert_eq!(HeaderFields::only(&names(&["to"])).of(header), b"To: a\n?\n\n");
        assert_eq!(HeaderFields::without(&names(&["to"])).of(header), b"From a@b Mon\nFrom: e\n\n");
        assert_eq!(HeaderFields::without(&names(&["x"])).of(header), header);
    }

    #[test]
    fn the_blank_line_stays_where_there_is_one() {
        let none = names(&["None"]);
        let only = |header: &'static [u8]| HeaderFields::only(&none).of(header);
        assert_eq!(only(HEADER), b"\r\n");
        assert_eq!(only(b"A: b\n\n"), b"\n");
        assert_eq!(only(b"A: b\r\n"), b"");
        assert_eq!(only(b"A: b"), b"");
        assert_eq!(only(b"\r\n"), b"\r\n");
        assert_eq!(only(b""), b"");
    }

    proptest! {
        #[test]
        fn names_are_found_in_any_case(known in vec("[a-cA-C]{1,3}", 0..12), asked in "[a-cA-C]{1,3}") {
            let boxes = names(&known.iter().map(String::as_str).collect::<Vec<_>>());
            let has = known.iter().any(|name| name.eq_ignore_ascii_case(&asked));
            prop_assert_eq!(Sorted::of(&boxes).has(asked.as_bytes()), has);
        }
    }

    /// Compared one by one, this would be six thousand million comparisons: the test would not come to its end.
    #[test]
    fn many_names_of_many_fields_cost_little() {
        let header = [&b"a:\n".repeat(100_000)[..], b"\n"].concat();
        let many = names(&["b"; 30_000]);
        assert_eq!(HeaderFields::only(&many).of(&header), b"\n");
        assert_eq!(HeaderFields::without(&many).of(&header), header);
    }
}
