use super::{astring, parenthesized};
use crate::TextMode;

/// Writes LANGUAGE: the one that is now in use, or those that there are (RFC 5255 §3.3).
pub fn language(out: &mut Vec<u8>, tags: &[&str]) {
    out.extend_from_slice(b"* LANGUAGE ");
    names(out, tags);
    out.extend_from_slice(b"\r\n");
}

/// Writes COMPARATOR: the collation in use, and those that fit what the client asked for, if several do
/// (RFC 5255 §4.8).
pub fn comparator(out: &mut Vec<u8>, active: &str, fitting: &[&str]) {
    out.extend_from_slice(b"* COMPARATOR ");
    astring(out, active.as_bytes(), TextMode::Ascii);
    if !fitting.is_empty() {
        out.push(b' ');
        names(out, fitting);
    }
    out.extend_from_slice(b"\r\n");
}

fn names(out: &mut Vec<u8>, names: &[&str]) {
    parenthesized(out, names, |out, name| astring(out, name.as_bytes(), TextMode::Ascii));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_the_rfc() {
        // RFC 5255 §3.4 and §4.8
        let mut out = Vec::new();
        language(&mut out, &["EN", "DE", "i-default"]);
        comparator(&mut out, "i;basic", &[]);
        comparator(&mut out, "i;basic", &["i;basic", "i;octet"]);
        let expected = "* LANGUAGE (EN DE i-default)\r\n* COMPARATOR i;basic\r\n\
                        * COMPARATOR i;basic (i;basic i;octet)\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
