//! Finding fields in a header block.

use std::ops::Range;

use memchr::{memchr, memchr3};

/// A header field as it stands in its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The field name, without the colon and the white space that RFC 5322 §4.5.8 once allowed before it.
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
/// A line that is neither a field nor a continuation belongs to the field before it (RFC 7103 §7.2); one before all
/// fields, such as an mbox `From ` line, is passed over.
#[must_use]
pub fn fields(header_block: &[u8]) -> Fields<'_> {
    Fields { block: header_block, at: 0 }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        loop {
            let start = self.at;
            let line = self.next_line()?;
            if let Some(colon) = field_name(line) {
                self.skip_continuations();
                return self.field(start, colon);
            }
        }
    }
}

impl<'a> Fields<'a> {
    /// The next line with its line end; `None` at the blank line and at the end.
    fn next_line(&mut self) -> Option<&'a [u8]> {
        let line = first_line(self.block.get(self.at..)?);
        if is_blank(line) {
            return None;
        }
        self.at += line.len();
        Some(line)
    }

    fn skip_continuations(&mut self) {
        let mut ahead = self.clone();
        while let Some(line) = ahead.next_line() {
            if field_name(line).is_some() {
                return;
            }
            self.at = ahead.at;
        }
    }

    fn field(&self, start: usize, colon: usize) -> Option<Field<'a>> {
        let whole = self.block.get(start..self.at)?;
        let name = whole.get(..colon)?.trim_ascii_end();
        let value = without_line_end(whole.get(colon + 1..)?);
        Some(Field { name, value, range: start..self.at })
    }
}

/// The raw body of the first field of that name (ASCII case-insensitive), with its folds.
#[must_use]
pub fn header_field<'a>(header_block: &'a [u8], name: &str) -> Option<&'a [u8]> {
    fields(header_block).find(|field| field.name.eq_ignore_ascii_case(name.as_bytes())).map(|field| field.value)
}

/// A field body on one line: line ends and NUL removed, white space at both ends trimmed (RFC 5322 §2.2.3).
#[must_use]
pub fn unfold(value: &[u8]) -> Vec<u8> {
    let mut rest = value.trim_ascii();
    let mut line = Vec::with_capacity(rest.len());
    while let Some(position) = memchr3(b'\r', b'\n', 0, rest) {
        let (before, behind) = rest.split_at(position);
        line.extend_from_slice(before);
        if needs_space(behind) {
            line.push(b' ');
        }
        rest = behind.get(1..).unwrap_or_default();
    }
    line.extend_from_slice(rest);
    line
}

/// Whether a line end is followed by a line that was meant as a continuation but lacks its white space.
fn needs_space(line_end: &[u8]) -> bool {
    matches!(line_end, [b'\n', next, ..] if !matches!(next, b' ' | b'\t' | b'\r' | b'\n'))
}

/// The msg-ids of an In-Reply-To, References or Message-ID field, without their angle brackets (RFC 5322 §3.6.4).
///
/// Where there are no angle brackets at all, words with an `@` are taken.
pub fn message_ids(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let bracketed = memchr(b'<', value).is_some();
    value
        .split(move |&byte| if bracketed { byte == b'<' } else { byte.is_ascii_whitespace() || byte == b',' })
        .skip(usize::from(bracketed))
        .map(|rest| rest.split(|&byte| byte == b'>').next().unwrap_or_default().trim_ascii())
        .filter(move |id| !id.is_empty() && (bracketed || id.contains(&b'@')))
}

/// Where the colon behind the field name is, if `line` begins with one.
///
/// RFC 5322 §3.6.8: `field-name = 1*ftext`; §4.5.8 has `*WSP` before the colon.
pub(crate) fn field_name(line: &[u8]) -> Option<usize> {
    let name = line.iter().take(NAME_BYTES).take_while(|&&byte| byte.is_ascii_graphic() && byte != b':').count();
    let space = line.iter().skip(name).take(NAME_BYTES).take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    let colon = name + space;
    (name > 0 && line.get(colon) == Some(&b':')).then_some(colon)
}

/// How long a field name, and the white space behind it, may be. RFC 5322 §2.1.1 allows no longer line than 998.
const NAME_BYTES: usize = 500;

/// Whether a line, with its line end, is the blank line behind a header.
pub(crate) fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"" | b"\n" | b"\r\n")
}

fn first_line(bytes: &[u8]) -> &[u8] {
    memchr(b'\n', bytes).and_then(|end| bytes.get(..=end)).unwrap_or(bytes)
}

fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
