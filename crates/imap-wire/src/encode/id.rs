use super::{nstring, parenthesized, string};
use crate::TextMode;

/// Writes ID: what the server says of itself, `NIL` if nothing (RFC 2971 §3.2).
pub fn id(out: &mut Vec<u8>, fields: &[(&str, Option<&str>)]) {
    out.extend_from_slice(b"* ID ");
    match fields {
        [] => out.extend_from_slice(b"NIL"),
        _ => parenthesized(out, fields, field),
    }
    out.extend_from_slice(b"\r\n");
}

fn field(out: &mut Vec<u8>, (name, value): &(&str, Option<&str>)) {
    string(out, name.as_bytes(), TextMode::Ascii);
    out.push(b' ');
    nstring(out, value.map(str::as_bytes), TextMode::Ascii);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_something() {
        let mut out = Vec::new();
        id(&mut out, &[]);
        id(&mut out, &[("name", Some("Posthouse")), ("version", None)]);
        assert_eq!(out, b"* ID NIL\r\n* ID (\"name\" \"Posthouse\" \"version\" NIL)\r\n");
    }
}
