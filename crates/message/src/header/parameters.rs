//! The `*(";" parameter)` behind a media type or a disposition (RFC 2045 §5.1, RFC 2183 §2).

use std::borrow::Cow;

use super::segments::Segments;
use crate::part::Parameter;

/// The parameters in what stands behind the first token of a field.
///
/// Lenient: missing semicolons at the start, unquoted values with spaces, raw 8-bit, and quotes that never close are
/// read as they were meant.
pub(super) fn parse_parameters(field: &[u8]) -> Vec<Parameter> {
    let mut segments = Segments::default();
    let mut rest = skip_separators(field);
    while !rest.is_empty() {
        let (attribute, behind) = split_while(rest, |byte| !matches!(byte, b'=' | b';'));
        rest = match behind.strip_prefix(b"=") {
            None => behind,
            Some(behind) => {
                let (value, behind) = parse_value(behind.trim_ascii_start());
                segments.add(attribute.trim_ascii(), value.into_owned());
                behind
            }
        };
        rest = skip_separators(rest);
    }
    segments.join()
}

/// RFC 2045 §5.1: `value := token / quoted-string`
fn parse_value(text: &[u8]) -> (Cow<'_, [u8]>, &[u8]) {
    if let Some(quoted) = text.strip_prefix(b"\"") {
        let (value, behind) = parse_quoted(quoted);
        let (_junk, behind) = split_while(behind, |byte| byte != b';');
        return (Cow::Owned(value), behind);
    }
    let (value, behind) = split_while(text, |byte| byte != b';');
    (Cow::Borrowed(without_comment(value).trim_ascii()), behind)
}

/// RFC 5322 §3.2.4: the inside of a `quoted-string`, and what stands behind its closing quote.
fn parse_quoted(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut value = Vec::new();
    let mut rest = text;
    loop {
        match rest {
            [] => return (value, rest),
            [b'"', behind @ ..] => return (value, behind),
            [b'\\', byte, behind @ ..] | [byte, behind @ ..] => {
                value.push(*byte);
                rest = behind;
            }
        }
    }
}

/// A comment stands behind white space at the end: `name=photo (1).jpg` has none.
fn without_comment(value: &[u8]) -> &[u8] {
    let starts = |pair: &[u8]| matches!(pair, [b' ' | b'\t', b'(']);
    let comment = value.windows(2).position(starts).filter(|_| value.trim_ascii_end().ends_with(b")"));
    comment.and_then(|start| value.get(..start)).unwrap_or(value)
}

fn skip_separators(field: &[u8]) -> &[u8] {
    split_while(field, |byte| byte == b';' || byte.is_ascii_whitespace()).1
}

pub(super) fn split_while(bytes: &[u8], keep: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|&byte| !keep(byte)).unwrap_or(bytes.len());
    bytes.split_at(end)
}
