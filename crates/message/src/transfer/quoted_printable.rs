//! Quoted-printable (RFC 2045 §6.7).

use memchr::memchr2;

use super::unhex;

/// Decodes quoted-printable as it streams.
///
/// White space at the end of a line is deleted (rule 3). An `=` that begins neither an octet nor a soft line break
/// stands for itself.
#[derive(Clone, Debug, Default)]
pub(super) struct QuotedPrintable {
    /// What has been read and not decided: a run of white space that may end a line, or a sequence that begins with `=`.
    held: Vec<u8>,
}

/// How long a run of white space is held back; a longer one is given out in pieces of this length.
const HELD_BYTES: usize = 1_000;

impl QuotedPrintable {
    pub(super) fn push(&mut self, text: &[u8], content: &mut Vec<u8>) {
        let mut rest = text;
        while let [byte, behind @ ..] = rest {
            if self.held.is_empty() {
                rest = self.stretch(rest, content);
            } else {
                self.byte(*byte, content);
                rest = behind;
            }
        }
    }

    pub(super) fn finish(self, content: &mut Vec<u8>) {
        if !is_space_or_soft_break(&self.held) {
            content.extend_from_slice(&self.held);
        }
    }

    /// Reads up to and including the next line end, octet or soft line break; returns the rest.
    fn stretch<'a>(&mut self, text: &'a [u8], content: &mut Vec<u8>) -> &'a [u8] {
        let (plain, rest) = text.split_at(memchr2(b'=', b'\n', text).unwrap_or(text.len()));
        match rest {
            [b'\n', rest @ ..] => {
                let (words, run) = split_run(plain);
                content.extend_from_slice(words);
                end_line(run, content);
                rest
            }
            [_, rest @ ..] => {
                content.extend_from_slice(plain);
                self.equals(rest, content)
            }
            [] => {
                let (words, run) = split_run(plain);
                content.extend_from_slice(words);
                self.held.extend_from_slice(run);
                rest
            }
        }
    }

    /// Reads what stands behind an `=`, if it is all there and as it should be; otherwise byte by byte.
    fn equals<'a>(&mut self, text: &'a [u8], content: &mut Vec<u8>) -> &'a [u8] {
        if let [high, low, rest @ ..] = text
            && let (Some(high), Some(low)) = (unhex(*high), unhex(*low))
        {
            content.push(high << 4 | low);
            return rest;
        }
        if let [b'\r', b'\n', rest @ ..] = text {
            return rest;
        }
        self.held.push(b'=');
        text
    }

    fn byte(&mut self, byte: u8, content: &mut Vec<u8>) {
        match self.held.first() {
            Some(b'=') => self.after_equals(byte, content),
            Some(_) => self.after_space(byte, content),
            None if byte == b'=' || is_space(byte) => self.held.push(byte),
            None => content.push(byte),
        }
    }

    fn after_space(&mut self, byte: u8, content: &mut Vec<u8>) {
        if is_space(byte) && self.held.len() < HELD_BYTES {
            return self.held.push(byte);
        }
        let run = std::mem::take(&mut self.held);
        if byte == b'\n' {
            return end_line(&run, content);
        }
        content.extend_from_slice(&run);
        self.byte(byte, content);
    }

    /// `=XY`, or `=` with white space and a line end: a soft line break (rule 5).
    fn after_equals(&mut self, byte: u8, content: &mut Vec<u8>) {
        self.held.push(byte);
        match self.held.as_slice() {
            [_, digit] if unhex(*digit).is_some() => return,
            [_, high, low] if let (Some(high), Some(low)) = (unhex(*high), unhex(*low)) => {
                content.push(high << 4 | low)
            }
            [_, space @ .., b'\n'] if space.iter().all(|byte| is_space(*byte)) => {}
            [_, space @ ..] if space.iter().all(|byte| is_space(*byte)) && space.len() < HELD_BYTES => return,
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

/// CR is held like white space, since it belongs to a line end if one follows.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

fn is_space_or_soft_break(held: &[u8]) -> bool {
    held.strip_prefix(b"=").unwrap_or(held).iter().all(|byte| is_space(*byte))
}

/// Splits the run of white space off the end of `text`, or as much of a very long one as is still held back.
fn split_run(text: &[u8]) -> (&[u8], &[u8]) {
    let run = text.iter().rev().take_while(|byte| is_space(**byte)).count();
    let held = if run == 0 { 0 } else { (run - 1) % HELD_BYTES + 1 };
    text.split_at(text.len() - held)
}

/// Ends a line that ended in `run`: only a CR directly before the LF is kept of it.
fn end_line(run: &[u8], content: &mut Vec<u8>) {
    let (space, line_end) = match run.strip_suffix(b"\r") {
        Some(space) => (space, &b"\r\n"[..]),
        None => (run, &b"\n"[..]),
    };
    let deleted = space.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    content.extend_from_slice(space.get(..space.len() - deleted).unwrap_or(space));
    content.extend_from_slice(line_end);
}
