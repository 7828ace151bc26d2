use super::astring;
use crate::TextMode;
use crate::types::encode_utf7;

/// Writes a mailbox name: UTF-8 if the client has enabled it, otherwise modified UTF-7 (RFC 3501 §5.1.3).
pub fn mailbox(out: &mut Vec<u8>, name: &str, mode: TextMode) {
    match mode {
        TextMode::Utf8 => astring(out, name.as_bytes(), mode),
        TextMode::Ascii => astring(out, encode_utf7(name).as_bytes(), mode),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_both_modes() {
        for (mode, expected) in [(TextMode::Ascii, "&Ti1lhw-/R&-D"), (TextMode::Utf8, "\"中文/R&D\"")] {
            let mut out = Vec::new();
            mailbox(&mut out, "中文/R&D", mode);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
