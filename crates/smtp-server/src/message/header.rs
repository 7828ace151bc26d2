//! Watching the header go by: where it ends, and how many Received fields it has.

use memchr::memchr;
use posthouse_message::fields;

/// How often a message may have been received (RFC 5321 §6.3 asks for 100 at the least).
pub(super) const RECEIVED_MAX: u32 = 100;

/// The start of a trace field, in lower case.
const RECEIVED: &[u8] = b"received:";

/// Reads a header in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct HeaderScan {
    /// The first octets of the line, as many as are needed to know what it is.
    start: Vec<u8>,
    received: u32,
}

impl HeaderScan {
    /// Reads on. `Some` is where the body begins, once the blank line has come; call it no more then.
    pub(super) fn scan(&mut self, piece: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(rest) = piece.get(at..).filter(|rest| !rest.is_empty()) {
            let Some(length) = memchr(b'\n', rest) else {
                self.keep(rest);
                return None;
            };
            self.keep(rest.get(..length).unwrap_or_default());
            at += length + 1;
            if self.line_is_blank() {
                return Some(at);
            }
        }
        None
    }

    /// How often the message has been received, as far as it was read.
    pub(super) fn hops(&self) -> u32 {
        self.received
    }

    /// Whether the message goes round in circles (RFC 5321 §6.3).
    pub(super) fn is_loop(&self) -> bool {
        self.received >= RECEIVED_MAX
    }

    fn keep(&mut self, text: &[u8]) {
        let wanted = RECEIVED.len() - self.start.len();
        self.start.extend_from_slice(text.get(..wanted).unwrap_or(text));
    }

    /// Ends the line and says whether it was blank.
    fn line_is_blank(&mut self) -> bool {
        let is_blank = matches!(self.start.as_slice(), b"" | b"\r");
        self.received += u32::from(self.start.eq_ignore_ascii_case(RECEIVED));
        self.start.clear();
        is_blank
    }
}

/// Whether `opening`, the first line of a message or as much of it as matters, begins a header.
///
/// If not, what is put before it must end with a blank line, or the text would belong to the last field of that. The
/// `From ` line of an mbox file is not a field, but a header follows it.
pub(super) fn begins_header(opening: &[u8]) -> bool {
    let is_blank = opening.starts_with(b"\r\n") || opening.starts_with(b"\n");
    let is_mbox = opening.starts_with(b"From ") || opening.starts_with(b">From ");
    is_blank || is_mbox || fields(opening).next().is_some_and(|field| field.range.start == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(pieces: &[&[u8]]) -> (Option<usize>, u32) {
        let mut scan = HeaderScan::default();
        let mut before = 0;
        for piece in pieces {
            if let Some(at) = scan.scan(piece) {
                return (Some(before + at), scan.received);
            }
            before += piece.len();
        }
        (None, scan.received)
    }

    #[test]
    fn the_body_begins_behind_the_blank_line() {
        assert_eq!(scan(&[b"A: b\r\n\r\nReceived: x\r\n"]), (Some(8), 0));
        assert_eq!(scan(&[b"\r\nbody"]), (Some(2), 0));
        assert_eq!(scan(&[b"A: b\n\nbody"]), (Some(6), 0));
        assert_eq!(scan(&[b"A: b\r\n"]), (None, 0));
    }

    #[test]
    fn received_fields_are_counted() {
        let header =
            b"Received: a\r\n\tReceived: b\r\nreceived: c\r\nReceived-SPF: d\r\nX: Received: e\r\n\r\nReceived: f\r\n";
        assert_eq!(scan(&[header]), (Some(75), 2));
        let octets: Vec<_> = header.chunks(1).collect();
        assert_eq!(scan(&octets), (Some(75), 2));
    }

    #[test]
    fn what_begins_a_header() {
        for header in
            [&b"A: b\r\n"[..], b"\r\nbody", b"From alice Mon Jan\r\n", b"Long-Name-Without-End:", b"Subject :x\r\n"]
        {
            assert!(begins_header(header), "{header:?}");
        }
        for body in [&b"Hello World: yes\r\n"[..], b" A: b\r\n", b"", b":x\r\n", b"text\r\nA: b\r\n"] {
            assert!(!begins_header(body), "{body:?}");
        }
    }
}
