//! The part before the `@`.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Octets that are read; RFC 5321 §4.5.3.1.1 has 64, real senders use more, and accounts of ours are held to 64.
const LONGEST: usize = 255;

/// Splits `Local-part "@" rest` at the `@` that ends the local part.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let at = if text.starts_with('"') { quoted_end(text)? } else { text.find('@')? };
    let (local, rest) = text.split_at_checked(at)?;
    let domain = rest.strip_prefix('@')?;
    (!local.is_empty() && !domain.is_empty()).then_some((local, domain))
}

/// Where the quoted string at the begin of `text` ends.
fn quoted_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// `Local-part = Dot-string / Quoted-string` (RFC 5321 §4.1.2); gives the text without its quoting.
pub(super) fn parse(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    match text.strip_prefix('"') {
        Some(quoted) => quoted_string(quoted.strip_suffix('"')?),
        None => is_dot_string(text).then(|| text.to_owned()),
    }
}

/// `Dot-string = Atom *("." Atom)` (RFC 5321 §4.1.2).
fn is_dot_string(text: &str) -> bool {
    text.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

/// `atext` (RFC 5322 §3.2.3), with `UTF8-non-ascii` by RFC 6531 §3.3.
fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || is_utf8_non_ascii(c)
}

/// `UTF8-non-ascii` (RFC 6532 §3.1), without the C1 controls, which no mailbox is named by.
fn is_utf8_non_ascii(c: char) -> bool {
    !c.is_ascii() && !c.is_control()
}

/// `QcontentSMTP = qtextSMTP / quoted-pairSMTP` (RFC 5321 §4.1.2), any number of them.
fn quoted_string(text: &str) -> Option<String> {
    let mut content = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => chars.next().filter(|c| matches!(c, ' '..='~'))?,
            '"' => return None,
            other => other,
        };
        if !matches!(c, ' '..='~') && !is_utf8_non_ascii(c) {
            return None;
        }
        content.push(c);
    }
    Some(content)
}

/// The form in which local parts are compared.
///
/// Letters are lowered one by one, so that it does not depend on what stands beside them (final sigma).
pub(super) fn fold(local: &str) -> String {
    if local.is_ascii() {
        return local.to_ascii_lowercase();
    }
    local.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// Shows a local part, quoted if it is no dot-string.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_dot_string(self.0) {
            return f.write_str(self.0);
        }
        let escaped = self.0.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "\"{escaped}\"")
    }
}
