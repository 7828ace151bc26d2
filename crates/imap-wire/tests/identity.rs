//! What a client writes is what the decoder reads, however the bytes come.

mod client;

use posthouse_imap_wire::{Event, Limits, TextMode};
use proptest::prelude::*;

fn mode() -> impl Strategy<Value = TextMode> {
    prop_oneof![Just(TextMode::Ascii), Just(TextMode::Utf8)]
}

/// A part of a message, or a whole one: a literal, or a URL.
#[derive(Debug, Clone)]
enum Part {
    Octets(Vec<u8>),
    Url(String),
}

/// Octets that the client of these tests does not refuse.
fn accepted() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..20).prop_filter("refused", |octets| octets.len() % 3 != 2)
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![accepted().prop_map(Part::Octets), "[ -~]{0,9}".prop_map(Part::Url)]
}

/// Messages made of parts, as a client writes them and as the decoder tells them.
fn written(messages: &[Vec<Part>]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let (mut bytes, mut told) = (b"a APPEND INBOX".to_vec(), Vec::new());
    for parts in messages {
        bytes.extend_from_slice(b" CATENATE (");
        for (index, part) in parts.iter().enumerate() {
            bytes.extend_from_slice(if index > 0 { b" " } else { b"" });
            match part {
                Part::Octets(octets) => {
                    bytes.extend_from_slice(format!("TEXT {{{}+}}\r\n", octets.len()).as_bytes());
                    bytes.extend_from_slice(octets);
                    told.extend((!octets.is_empty()).then(|| octets.clone()));
                }
                Part::Url(url) => {
                    bytes.extend_from_slice(format!("URL {{{}+}}\r\n{url}", url.len()).as_bytes());
                    told.push(url.clone().into_bytes());
                }
            }
        }
        bytes.push(b')');
    }
    bytes.extend_from_slice(b"\r\n");
    (bytes, told)
}

proptest! {
    #[test]
    fn messages_in_parts_come_through_as_they_are(
        messages in prop::collection::vec(prop::collection::vec(part(), 1..5), 1..4),
        size in 1usize..60,
    ) {
        let (bytes, expected) = written(&messages);
        let (events, fatal) = client::decode(TextMode::Ascii, Limits::AUTHENTICATED, bytes.chunks(size));
        prop_assert_eq!(fatal, None);
        let begun = |event: &&Event| matches!(event, Event::AppendStart(_) | Event::AppendNext(_));
        prop_assert_eq!(events.iter().filter(begun).count(), messages.len());
        prop_assert_eq!(events.last(), Some(&Event::AppendEnd));
        let told = events.into_iter().filter_map(|event| match event {
            Event::AppendData(octets) | Event::AppendUrl(octets) => Some(octets),
            _ => None,
        });
        prop_assert_eq!(told.collect::<Vec<_>>(), expected);
    }

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
