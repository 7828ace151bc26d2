//! What a client sends to the SMTP server: lines, commands, messages by DATA and BDAT.

#![no_main]

use libfuzzer_sys::fuzz_target;
use posthouse_smtp_wire::command::Exchange;
use posthouse_smtp_wire::framing::LineEndings;
use posthouse_smtp_wire::{BareEnding, ChunkDecoder, Command, DataDecoder, LineDecoder, LineError, LineKind};

fuzz_target!(|data: &[u8]| {
    let Some((&cut, bytes)) = data.split_first() else { return };
    let size = usize::from(cut % 16) + 1;
    assert_eq!(lines(bytes, bytes.len().max(1)), lines(bytes, size));
    assert_eq!(message(bytes, bytes.len().max(1)), message(bytes, size));
    endings(bytes, size);
    chunk(bytes, cut);
    for line in bytes.split(|&octet| octet == b'\n') {
        command(line.strip_suffix(b"\r").unwrap_or(line));
    }
});

/// Every line up to a bare ending, behind which there are none.
fn lines(bytes: &[u8], size: usize) -> Vec<Result<Vec<u8>, LineError>> {
    let mut decoder = LineDecoder::new();
    let mut lines = Vec::new();
    for mut chunk in bytes.chunks(size) {
        while !chunk.is_empty() {
            let step = decoder.decode(chunk, LineKind::Command);
            assert!(step.consumed > 0 || step.line.is_some());
            chunk = &chunk[step.consumed..];
            lines.extend(step.line);
            if let Some(Err(LineError::Bare(_))) = lines.last() {
                return lines;
            }
        }
    }
    lines
}

/// The first message of DATA, how it ended, and how many octets it took.
fn message(bytes: &[u8], size: usize) -> (Vec<u8>, Option<Result<(), BareEnding>>, usize) {
    let mut decoder = DataDecoder::new();
    let (mut content, mut taken) = (Vec::new(), 0);
    for mut chunk in bytes.chunks(size) {
        while !chunk.is_empty() {
            let step = decoder.decode(chunk);
            assert!(step.consumed > 0);
            chunk = &chunk[step.consumed..];
            taken += step.consumed;
            content.extend_from_slice(step.content);
            if let Some(end) = step.end {
                if end.is_ok() {
                    assert_eq!(content, unstuffed(&bytes[..taken]));
                    return (content, Some(end), taken);
                }
                return (Vec::new(), Some(end), taken);
            }
        }
    }
    (Vec::new(), None, taken)
}

/// RFC 5321 §4.5.2, as plainly as it can be said.
fn unstuffed(wire: &[u8]) -> Vec<u8> {
    let lines = wire.strip_suffix(b".\r\n").expect("a message ends with a dot");
    let lines = lines.split_inclusive(|&octet| octet == b'\n');
    lines.flat_map(|line| line.strip_prefix(b".").unwrap_or(line)).copied().collect()
}

fn endings(bytes: &[u8], size: usize) {
    let (mut whole, mut pieces) = (LineEndings::new(), LineEndings::new());
    whole.scan(bytes);
    bytes.chunks(size).for_each(|piece| pieces.scan(piece));
    assert_eq!(whole.finish(), pieces.finish());
}

fn chunk(bytes: &[u8], size: u8) {
    let mut decoder = ChunkDecoder::new(u64::from(size));
    let content = decoder.decode(bytes);
    assert_eq!(content, &bytes[..bytes.len().min(usize::from(size))]);
    assert_eq!(decoder.is_complete(), content.len() == usize::from(size));
}

/// What parses is written again as something that means the same.
fn command(line: &[u8]) {
    let _ = Exchange::parse(line);
    let Ok(command) = Command::parse(line) else { return };
    let mut wire = Vec::new();
    command.encode(&mut wire);
    let again = wire.strip_suffix(b"\r\n").map(Command::parse);
    assert_eq!(again, Some(Ok(command)));
}
