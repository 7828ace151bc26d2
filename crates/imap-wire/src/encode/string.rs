use super::number;
use crate::TextMode;
use crate::decode::chars::is_astring_char;

/// Writes an `astring`: an atom where it can be one, otherwise a string (RFC 9051 §9).
///
/// `NIL` is quoted, as clients take the atom for no string at all.
pub fn astring(out: &mut Vec<u8>, text: &[u8], mode: TextMode) {
    let atom = !text.is_empty() && text.iter().all(|&byte| is_astring_char(byte)) && !text.eq_ignore_ascii_case(b"NIL");
    match atom {
        true => out.extend_from_slice(text),
        false => string(out, text, mode),
    }
}

/// Writes a `string`: quoted where that is allowed, otherwise a literal (RFC 9051 §4.3).
///
/// Octets above 127 are quoted only if they are UTF-8 and the client has enabled it (RFC 9051 §9,
/// ABNF `QUOTED-CHAR`).
pub fn string(out: &mut Vec<u8>, text: &[u8], mode: TextMode) {
    if is_plain(text) {
        out.reserve(text.len() + 2);
        out.push(b'"');
        out.extend_from_slice(text);
        return out.push(b'"');
    }
    match is_quotable(text, mode) {
        true => quoted(out, text),
        false => literal(out, text),
    }
}

/// Writes a `string`, or `NIL` for none (RFC 9051 §9, ABNF `nstring`).
pub fn nstring(out: &mut Vec<u8>, text: Option<&[u8]>, mode: TextMode) {
    match text {
        Some(text) => string(out, text, mode),
        None => out.extend_from_slice(b"NIL"),
    }
}

/// Writes a whole literal (RFC 9051 §4.3). NUL, which no literal may hold (ABNF `CHAR8`), becomes 0x80.
pub fn literal(out: &mut Vec<u8>, text: &[u8]) {
    literal_header(out, text.len() as u64);
    out.extend(text.iter().map(|&byte| if byte == 0 { 0x80 } else { byte }));
}

/// Writes a whole literal that may hold NUL (RFC 3516 §7).
pub(super) fn literal8(out: &mut Vec<u8>, octets: &[u8]) {
    out.push(b'~');
    literal_header(out, octets.len() as u64);
    out.extend_from_slice(octets);
}

/// Announces a literal of this many octets, which the caller writes next.
pub fn literal_header(out: &mut Vec<u8>, length: u64) {
    out.push(b'{');
    number(out, length);
    out.extend_from_slice(b"}\r\n");
}

/// Whether a text is quoted as it stands, as nearly all are. It looks at every octet, whatever it finds, which processors do
/// for many octets at a time.
fn is_plain(text: &[u8]) -> bool {
    let is_special = |byte: u8| byte >= 0x80 || matches!(byte, b'\0' | b'\r' | b'\n' | b'"' | b'\\');
    !text.iter().fold(false, |special, &byte| special | is_special(byte))
}

fn is_quotable(text: &[u8], mode: TextMode) -> bool {
    let ascii = text.iter().fold(true, |ascii, &byte| ascii & (byte < 0x80));
    let characters = ascii || (mode.is_utf8() && std::str::from_utf8(text).is_ok());
    characters && !text.iter().any(|byte| matches!(byte, b'\0' | b'\r' | b'\n'))
}

// quoted = DQUOTE *QUOTED-CHAR DQUOTE
fn quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for piece in text.split_inclusive(|&byte| byte == b'"' || byte == b'\\') {
        match piece.split_last() {
            Some((special @ (b'"' | b'\\'), before)) => {
                out.extend_from_slice(before);
                out.extend_from_slice(&[b'\\', *special]);
            }
            _ => out.extend_from_slice(piece),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn strings_are_quoted_where_allowed() {
        let cases: [(&[u8], &str, &str); 7] = [
            (b"", "\"\"", "\"\""),
            (b"a b", "\"a b\"", "\"a b\""),
            (b"a\"b\\", "\"a\\\"b\\\\\"", "\"a\\\"b\\\\\""),
            (b"a\r\nb", "{4}\r\na\r\nb", "{4}\r\na\r\nb"),
            ("é".as_bytes(), "{2}\r\né", "\"é\""),
            (b"\xff", "{1}\r\n\u{fffd}", "{1}\r\n\u{fffd}"),
            (b"a\0", "{2}\r\na\u{fffd}", "{2}\r\na\u{fffd}"),
        ];
        for (text, ascii, utf8) in cases {
            assert_eq!(written(|out| string(out, text, TextMode::Ascii)), ascii);
            assert_eq!(written(|out| string(out, text, TextMode::Utf8)), utf8);
        }
    }

    #[test]
    fn astrings_are_atoms_where_allowed() {
        for (text, expected) in [("INBOX", "INBOX"), ("a]b", "a]b"), ("nil", "\"nil\""), ("", "\"\""), ("a*", "\"a*\"")]
        {
            assert_eq!(written(|out| astring(out, text.as_bytes(), TextMode::Ascii)), expected);
        }
    }

    #[test]
    fn no_string_is_nil() {
        assert_eq!(written(|out| nstring(out, None, TextMode::Ascii)), "NIL");
        assert_eq!(written(|out| nstring(out, Some(b"NIL"), TextMode::Ascii)), "\"NIL\"");
    }
}
