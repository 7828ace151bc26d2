//! Quoted-printable (RFC 2045 §6.7).

use memchr::memchr3;

use super::unhex;

/// Decodes quoted-printable as it streams.
///
/// White space at the end of a line is deleted (rule 3). An `=` that begins neither an octet nor a soft line break
/// stands for itself.
#[derive(Clone, Debug, Default)]
pub(super) struct QuotedPrintable {
    /// What has been read and not decided: white space that may end a line, or a sequence that begins with `=`.
    held: Vec<u8>,
}

/// How much white space is held back before it is taken to be text.
const HELD_BYTES: usize = 1_000;

impl QuotedPrintable {
    pub(super) fn push(&mut self, text: &[u8], content: &mut Vec<u8>) {
        let mut rest = text;
        while !rest.is_empty() {
            if self.held.is_empty() {
                rest = copy_plain(rest, content);
            }
            if let [byte, behind @ ..] = rest {
                self.byte(*byte, content);
                rest = behind;
            }
        }
    }

    pub(super) fn finish(mut self, content: &mut Vec<u8>) {
        match self.held.first() {
            Some(b'=') if self.held.len() > 1 && !is_soft_break(&self.held) => content.append(&mut self.held),
            _ => {}
        }
    }

    fn byte(&mut self, byte: u8, content: &mut Vec<u8>) {
        match self.held.first() {
            Some(b'=') => self.after_equals(byte, content),
            Some(_) => self.after_space(byte, content),
            None => self.first(byte, content),
        }
    }

    fn first(&mut self, byte: u8, content: &mut Vec<u8>) {
        match byte {
            b'=' | b' ' | b'\t' => self.held.push(byte),
            _ => content.push(byte),
        }
    }

    fn after_space(&mut self, byte: u8, content: &mut Vec<u8>) {
        let more = matches!(byte, b' ' | b'\t') && self.held.len() < HELD_BYTES;
        if more {
            return self.held.push(byte);
        }
        if !matches!(byte, b'\r' | b'\n') {
            content.extend_from_slice(&self.held);
        }
        self.held.clear();
        self.first(byte, content);
    }

    /// `=XY`, or `=` with white space and a line end: a soft line break (rule 5).
    fn after_equals(&mut self, byte: u8, content: &mut Vec<u8>) {
        self.held.push(byte);
        match self.held.as_slice() {
            [_, digit] if unhex(*digit).is_some() => return,
            [_, high, low] if let (Some(high), Some(low)) = (unhex(*high), unhex(*low)) => {
                content.push(high << 4 | low)
            }
            [_, .., b'\n'] if is_soft_break(&self.held) => {}
            held if is_soft_break(held) && held.len() < HELD_BYTES => return,
            _ => return self.give_up(content),
        }
        self.held.clear();
    }

    /// The `=` stands for itself; what came behind it is read again.
    fn give_up(&mut self, content: &mut Vec<u8>) {
        content.push(b'=');
        let held = std::mem::take(&mut self.held);
        for &byte in held.iter().skip(1) {
            self.byte(byte, content);
        }
    }
}

/// Whether `held` is an `=` with nothing but white space behind it.
fn is_soft_break(held: &[u8]) -> bool {
    held.iter().skip(1).all(u8::is_ascii_whitespace)
}

/// Copies what needs no look; returns the rest.
fn copy_plain<'a>(text: &'a [u8], content: &mut Vec<u8>) -> &'a [u8] {
    let end = memchr3(b'=', b' ', b'\t', text).unwrap_or(text.len());
    let (plain, rest) = text.split_at(end);
    content.extend_from_slice(plain);
    rest
}
