use std::num::NonZeroU32;

/// Which text of a message `BODY[…]` names (RFC 9051 §6.4.5.1, ABNF `section`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Section {
    /// The part, empty for the message itself.
    pub part: Part,
    /// Which text of that part; `None` is the whole message, or the body of a part.
    pub text: Option<SectionText>,
}

/// A part's number such as `4.2.1`, from the outside in (ABNF `section-part`); empty is the message itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Part(pub Vec<NonZeroU32>);

impl Part {
    /// How many levels a part's number may have; deeper ones are refused as syntax errors.
    pub const MAX_DEPTH: usize = 128;
}

/// A named text of a message or part (ABNF `section-text`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SectionText {
    /// `HEADER`: the header with the empty line after it.
    Header,
    /// `HEADER.FIELDS (…)`: those fields and the empty line. Names are kept as written and compared without case.
    HeaderFields(Vec<Box<[u8]>>),
    /// `HEADER.FIELDS.NOT (…)`: all other fields and the empty line.
    HeaderFieldsNot(Vec<Box<[u8]>>),
    /// `TEXT`: the body without the header.
    Text,
    /// `MIME`: the header of a part; never without a part number.
    Mime,
}

/// A range of octets, `<origin.length>` (RFC 9051 §6.4.5.1, ABNF `partial`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Partial {
    /// Offset of the first octet, from 0.
    pub origin: u64,
    /// How many octets at most, at least 1. The text may end earlier.
    pub length: u64,
}
