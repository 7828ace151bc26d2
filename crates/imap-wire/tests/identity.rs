//! What a client writes is what the decoder reads, however the bytes come.

mod client;

use posthouse_imap_wire::{Event, Limits, TextMode};
use proptest::prelude::*;

fn mode() -> impl Strategy<Value = TextMode> {
    prop_oneof![Just(TextMode::Ascii), Just(TextMode::Utf8)]
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(command in client::arbitrary::command(), mode in mode(), size in 1usize..40) {
        let bytes = client::encode(&command, mode);
        let (mut events, fatal) = client::decode(mode, Limits::AUTHENTICATED, bytes.chunks(size));
        events.retain(|event| *event != Event::ContinuationNeeded);
        prop_assert_eq!(fatal, None);
        prop_assert_eq!(events, vec![Event::Command(command)], "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_message_comes_through_as_it_is(message in prop::collection::vec(any::<u8>(), 0..300), size in 1usize..400) {
        let head = format!("a APPEND INBOX {{{}+}}\r\n", message.len());
        let bytes = [head.as_bytes(), &message, b"\r\nb NOOP\r\n"].concat();
        let (events, fatal) = client::decode(TextMode::Ascii, Limits::AUTHENTICATED, bytes.chunks(size));
        prop_assert_eq!(fatal, None);
        let data = events.iter().find_map(|event| if let Event::AppendData(data) = event { Some(data) } else { None });
        let is_refused = message.len() % 3 == 2;
        prop_assert_eq!(data.cloned().unwrap_or_default(), if is_refused { vec![] } else { message });
        prop_assert_eq!(events.contains(&Event::AppendEnd), !is_refused);
        prop_assert!(matches!(events.last(), Some(Event::Command(_))));
    }
}
