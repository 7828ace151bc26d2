//! Whatever comes, the decoder goes on or gives up; it never panics, and it does not matter how the bytes come.

mod client;

use posthouse_imap_wire::{Event, Limits, TextMode};
use proptest::prelude::*;

const TIGHT: Limits = Limits { line: 60, literal: 10, literals: 15, non_synchronizing: 12, discard: 100 };

/// Bytes that look like commands here and there.
fn near_commands() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "a ",
        "LOGIN ",
        "SEARCH ",
        "FETCH ",
        "UID ",
        "APPEND ",
        "APPEND x ",
        "REPLACE ",
        "CATENATE (",
        "URL ",
        "TEXT ",
        "UTF8 (",
        "SORT ",
        "NOTIFY SET (",
        "inboxes ",
        "GETMETADATA ",
        "SETMETADATA x (",
        "/a ",
        "SETACL ",
        "SETQUOTA x (",
        "URLFETCH ",
        "ESEARCH IN (",
        "FUZZY ",
        "PARTIAL ",
        "LIST ",
        "STORE ",
        "STATUS ",
        "ID ",
        "x ",
        "1:* ",
        "\"",
        "\\",
        "(",
        ")",
        "{3}\r\n",
        "{3+}\r\n",
        "{0}\r\n",
        "{14+}\r\n",
        "~{2+}\r\n",
        "\r\n",
        "\n",
        " ",
        "BODY[",
        "]",
        "<0.1>",
        "NIL ",
        "OR ",
        "NOT ",
        "CHARSET ",
        "RETURN ",
        "FLAGS ",
        "\\Seen",
        "*",
        "%",
        "&",
        "&-",
        "0",
        "99999999999",
        "\0",
        "é",
    ];
    let word = prop_oneof![
        20 => prop::sample::select(words.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..20),
    ];
    prop::collection::vec(word, 0..60).prop_map(|words| words.concat())
}

fn is_same_however_it_comes(bytes: &[u8], size: usize, limits: Limits) -> Result<(), TestCaseError> {
    for mode in [TextMode::Ascii, TextMode::Utf8] {
        let whole = client::decode(mode, limits, bytes.chunks(bytes.len().max(1)));
        prop_assert_eq!(&client::decode(mode, limits, bytes.chunks(1)), &whole);
        prop_assert_eq!(&client::decode(mode, limits, bytes.chunks(size)), &whole);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn near_commands_are_harmless(bytes in near_commands(), size in 1usize..30) {
        is_same_however_it_comes(&bytes, size, Limits::AUTHENTICATED)?;
        is_same_however_it_comes(&bytes, size, TIGHT)?;
    }

    #[test]
    fn noise_is_harmless(bytes in prop::collection::vec(any::<u8>(), 0..300), size in 1usize..30) {
        is_same_however_it_comes(&bytes, size, TIGHT)?;
    }

    #[test]
    fn a_damaged_command_is_harmless(
        command in client::arbitrary::command(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = client::encode(&command, TextMode::Ascii);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        is_same_however_it_comes(&bytes, 5, Limits::AUTHENTICATED)?;
    }

    #[test]
    fn every_rejection_is_one_line(bytes in near_commands()) {
        let (events, _) = client::decode(TextMode::Ascii, TIGHT, bytes.chunks(bytes.len().max(1)));
        for event in events {
            let (Event::Rejected(rejected) | Event::AppendRejected(rejected)) = event else { continue };
            let mut out = Vec::new();
            rejected.encode(&mut out);
            prop_assert!(out.ends_with(b"\r\n") && !out[..out.len() - 2].contains(&b'\n'));
        }
    }
}
