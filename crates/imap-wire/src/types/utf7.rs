//! Modified UTF-7, the form of mailbox names before UTF-8 (RFC 3501 §5.1.3).

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

const BASE64: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// Decodes a name, or `None` where it is not in the one form that [`encode`] would give it.
///
/// RFC 3501 §5.1.3 forbids superfluous shifts and encoded printable ASCII; were they accepted, one mailbox would
/// have many names.
pub(super) fn decode(raw: &[u8]) -> Option<String> {
    let mut name = String::with_capacity(raw.len());
    let mut rest = std::str::from_utf8(raw).ok()?;
    while let Some((plain, shifted)) = rest.split_once('&') {
        let (encoded, after) = shifted.split_once('-')?;
        name.push_str(plain);
        decode_shift(encoded, &mut name)?;
        rest = after;
    }
    name.push_str(rest);
    (encode(&name).as_bytes() == raw).then_some(name)
}

fn decode_shift(encoded: &str, name: &mut String) -> Option<()> {
    if encoded.is_empty() {
        name.push('&');
        return Some(());
    }
    let bytes = BASE64.decode(encoded).ok()?;
    let (units, odd) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit))).collect();
    name.push_str(&text.ok()?);
    odd.is_empty().then_some(())
}

/// Encodes a name: printable ASCII as it is, `&` as `&-`, everything else as base64 of its UTF-16.
pub(crate) fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut units = Vec::new();
    for character in name.chars() {
        if !(' '..='~').contains(&character) {
            push_utf16(character, &mut units);
            continue;
        }
        flush_shift(&mut units, &mut out);
        out.push(character);
        if character == '&' {
            out.push('-');
        }
    }
    flush_shift(&mut units, &mut out);
    out
}

fn push_utf16(character: char, units: &mut Vec<u8>) {
    let mut buffer = [0; 2];
    for unit in character.encode_utf16(&mut buffer) {
        units.extend_from_slice(&unit.to_be_bytes());
    }
}

fn flush_shift(units: &mut Vec<u8>, out: &mut String) {
    if units.is_empty() {
        return;
    }
    out.push('&');
    BASE64.encode_string(&units, out);
    out.push('-');
    units.clear();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_the_rfc() {
        // RFC 3501 §5.1.3
        assert_eq!(decode(b"~peter/mail/&U,BTFw-/&ZeVnLIqe-").unwrap(), "~peter/mail/台北/日本語");
        assert_eq!(decode(b"&Jjo-!").unwrap(), "☺!");
        assert_eq!(encode("a&b"), "a&-b");
        assert_eq!(encode("😀"), "&2D3eAA-");
    }

    #[test]
    fn what_is_not_canonical_is_refused() {
        for raw in ["&Jjo!", "&U,BTFw-&ZeVnLIqe-", "&AGE-", "&", "&ACYA-", "&Jjo", "&Jj-", "&2D0-", "a\tb", "&Jjp-"] {
            assert_eq!(decode(raw.as_bytes()), None, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn decode_undoes_encode(name in ".*") {
            prop_assert_eq!(decode(encode(&name).as_bytes()), Some(name));
        }

        #[test]
        fn decode_never_panics(raw in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = decode(&raw);
        }
    }
}
