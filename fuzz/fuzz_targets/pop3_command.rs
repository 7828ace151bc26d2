//! What a client sends to the POP3 server, and how a message goes back to it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use posthouse_pop3_wire::{COMMAND_LINE_MAX, Command, DotStuffer, Line, LineDecoder};

fuzz_target!(|data: &[u8]| {
    let Some((&cut, bytes)) = data.split_first() else { return };
    let size = usize::from(cut % 16) + 1;
    let whole = lines(bytes, bytes.len().max(1));
    assert_eq!(whole, lines(bytes, size));
    for line in whole {
        if let Line::Text(text) = line {
            let _ = Command::decode(&text);
        }
    }
    let reply = stuffed(bytes, bytes.len().max(1));
    assert_eq!(reply, stuffed(bytes, size));
    assert!(unstuffed(&reply).starts_with(bytes));
});

fn lines(bytes: &[u8], size: usize) -> Vec<Line> {
    let mut decoder = LineDecoder::new();
    let mut lines = Vec::new();
    for chunk in bytes.chunks(size) {
        decoder.push(chunk);
        while let Some(line) = decoder.next_line(COMMAND_LINE_MAX) {
            lines.push(line);
        }
    }
    lines
}

fn stuffed(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut stuffer = DotStuffer::new();
    let mut reply = Vec::new();
    bytes.chunks(size).for_each(|chunk| stuffer.push(chunk, &mut reply));
    stuffer.finish(&mut reply);
    reply
}

/// What a client reads: to the first line that is a dot, with the dots taken away (RFC 1939 §3).
fn unstuffed(reply: &[u8]) -> Vec<u8> {
    let mut message = Vec::new();
    for line in reply.split_inclusive(|&octet| octet == b'\n') {
        match line {
            b".\r\n" | b".\n" => return message,
            [b'.', rest @ ..] => message.extend_from_slice(rest),
            _ => message.extend_from_slice(line),
        }
    }
    panic!("the reply has no end");
}
