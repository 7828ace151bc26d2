//! The part of an address before the `@`.

use std::fmt;

use crate::cursor::Cursor;

/// RFC 5321 §4.5.3.1.1 asks for 64 octets and allows more; return paths that encode a recipient need more.
const LOCAL_PART_MAX: usize = 255;

/// A local part without its quoting: `"a b"` and `a\ b` are the same one.
///
/// Never empty, never with a control character. Upper and lower case are kept apart here (RFC 5321 §2.4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LocalPart(String);

impl LocalPart {
    /// The unquoted text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Writes the shortest form, quoted only where it must be (RFC 5321 §4.1.2).
impl fmt::Display for LocalPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_dot_string(&self.0) {
            return f.write_str(&self.0);
        }
        let escaped = self.0.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "\"{escaped}\"")
    }
}

/// `Local-part = Dot-string / Quoted-string`
pub(super) fn parse(cursor: &mut Cursor<'_>) -> Option<LocalPart> {
    let text = if cursor.starts_with('"') { quoted_string(cursor)? } else { dot_string(cursor)? };
    let fits = (1..=LOCAL_PART_MAX).contains(&text.len());
    fits.then_some(LocalPart(text))
}

/// `Dot-string = Atom *("." Atom)`
fn dot_string(cursor: &mut Cursor<'_>) -> Option<String> {
    let text = cursor.take_while(|c| is_atext(c) || c == '.');
    is_dot_string(text).then(|| text.to_owned())
}

fn is_dot_string(text: &str) -> bool {
    text.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

/// `Quoted-string = DQUOTE *QcontentSMTP DQUOTE`, without its quoting.
fn quoted_string(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.take('"')?;
    let mut text = String::new();
    loop {
        match cursor.take_any()? {
            '"' => return Some(text),
            '\\' => text.push(cursor.take_any().filter(|&c| is_quotable(c))?),
            c if is_quotable(c) => text.push(c),
            _ => return None,
        }
    }
}

/// `quoted-pairSMTP = %d92 %d32-126`; unescaped, quote and backslash are dealt with before. RFC 6531 §3.3 adds non-ASCII.
fn is_quotable(c: char) -> bool {
    matches!(c, ' '..='~') || is_utf8_non_ascii(c)
}

/// `atext` (RFC 5322 §3.2.3), with `UTF8-non-ascii` (RFC 6531 §3.3).
fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || is_utf8_non_ascii(c)
}

/// Without the C1 control characters, which no name needs.
fn is_utf8_non_ascii(c: char) -> bool {
    !c.is_ascii() && !c.is_control()
}
