//! What a client sends to the IMAP server: no bytes may do harm, and how they are cut does not matter.

#![no_main]

use libfuzzer_sys::fuzz_target;
use posthouse_imap_wire::{CommandBody, Decoder, Event, Fatal, Limits, TextMode};

fuzz_target!(|data: &[u8]| {
    let Some((&options, bytes)) = data.split_first() else { return };
    let whole = decode(options, std::iter::once(bytes));
    let halves = bytes.split_at(bytes.len() / 2);
    assert_eq!(whole, decode(options, [halves.0, halves.1].into_iter()));
    assert_eq!(whole, decode(options, bytes.chunks(1)));
});

/// What the bytes amount to, as a session would have it that decides by `options`.
fn decode<'a>(options: u8, chunks: impl Iterator<Item = &'a [u8]>) -> (Vec<Event>, Option<Fatal>) {
    let limits = if options & 1 == 0 { Limits::AUTHENTICATED } else { Limits::NOT_AUTHENTICATED };
    let mut decoder = Decoder::new(Limits { line: 2000, ..limits });
    decoder.set_text_mode(if options & 2 == 0 { TextMode::Ascii } else { TextMode::Utf8 });
    let mut events = Vec::new();
    for chunk in chunks {
        decoder.push(chunk);
        loop {
            match decoder.next_event() {
                Ok(Some(event)) => {
                    react(&mut decoder, &event, options);
                    note(&mut events, event);
                }
                Ok(None) => break,
                Err(fatal) => return (events, Some(fatal)),
            }
        }
    }
    (events, None)
}

fn react(decoder: &mut Decoder, event: &Event, options: u8) {
    match event {
        Event::AppendStart(_) | Event::AppendNext(_) | Event::AppendText(_) if options & 4 == 0 => {
            decoder.accept_literal();
        }
        Event::AppendStart(_) | Event::AppendNext(_) | Event::AppendText(_) => decoder.refuse_literal(),
        Event::Command(command) => match command.body {
            CommandBody::Authenticate(_) => decoder.expect_auth_response(),
            CommandBody::Idle => decoder.expect_idle_done(),
            _ => {}
        },
        Event::Rejected(rejected) => rejected.encode(&mut Vec::new()),
        _ => {}
    }
}

/// The pieces of a message are joined: where they are cut is nobody's promise.
fn note(events: &mut Vec<Event>, event: Event) {
    match (events.last_mut(), event) {
        (Some(Event::AppendData(before)), Event::AppendData(more)) => before.extend(more),
        (_, event) => events.push(event),
    }
}
