//! Where a line ends, and how long it may be.

/// The longest command with its CRLF (RFC 2449 §4).
pub const COMMAND_LINE_MAX: usize = 255;

/// The longest line of a SASL exchange with its CRLF (RFC 4954 §4.5.3 asks the same of SMTP; RFC 5034 §4 gives none).
pub const EXCHANGE_LINE_MAX: usize = 12_288;

/// Gathers a line at a time out of octets that come in any pieces.
///
/// A line ends with CRLF; a bare LF is taken for one as well, as clients that people type into send it. Pipelined lines
/// (RFC 2449 §6.6) stay until they are asked for.
#[derive(Debug, Default)]
pub struct LineDecoder {
    buffer: Vec<u8>,
    start: usize,
    /// A line was too long: octets are dropped up to its end.
    skipping: bool,
}

/// What the decoder found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A line without its end.
    Text(Vec<u8>),
    /// A line that was longer than allowed; it is gone.
    TooLong,
}

impl LineDecoder {
    /// An empty decoder; it holds no memory until octets come.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes octets. The caller asks for lines until there are none before it pushes more, so that what is kept is
    /// bounded by the longest line and one push.
    pub fn push(&mut self, octets: &[u8]) {
        self.buffer.drain(..self.start);
        self.start = 0;
        self.buffer.extend_from_slice(octets);
    }

    /// The next line of at most `most` octets with its end; `None` where more octets are needed.
    pub fn next_line(&mut self, most: usize) -> Option<Line> {
        loop {
            let rest = self.buffer.get(self.start..).unwrap_or_default();
            let Some(end) = memchr::memchr(b'\n', rest) else {
                return self.unfinished(most);
            };
            let line = rest.get(..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
            self.start += end + 1;
            if self.start == self.buffer.len() {
                self.release();
            }
            if !std::mem::take(&mut self.skipping) {
                return Some(if end + 1 > most { Line::TooLong } else { Line::Text(line) });
            }
        }
    }

    /// Whether octets are waiting: the client has pipelined.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start == self.buffer.len()
    }

    fn unfinished(&mut self, most: usize) -> Option<Line> {
        if self.buffer.len() - self.start < most && !self.skipping {
            return None;
        }
        let already = std::mem::replace(&mut self.skipping, true);
        self.release();
        (!already).then_some(Line::TooLong)
    }

    /// An idle session keeps no buffer.
    fn release(&mut self) {
        self.buffer = Vec::new();
        self.start = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(decoder: &mut LineDecoder) -> Vec<Line> {
        std::iter::from_fn(|| decoder.next_line(10)).collect()
    }

    #[test]
    fn lines_end_with_crlf_or_lf() {
        let mut decoder = LineDecoder::new();
        decoder.push(b"NOOP\r\nSTAT\nQU");
        assert_eq!(all(&mut decoder), [Line::Text(b"NOOP".into()), Line::Text(b"STAT".into())]);
        assert!(!decoder.is_empty());
        decoder.push(b"IT\r\n");
        assert_eq!(all(&mut decoder), [Line::Text(b"QUIT".into())]);
        assert!(decoder.is_empty());
    }

    #[test]
    fn a_long_line_is_told_once_and_kept_nowhere() {
        let mut decoder = LineDecoder::new();
        for _ in 0..100 {
            decoder.push(&[b'x'; 50]);
            assert!(all(&mut decoder).len() <= 1);
            assert!(decoder.buffer.capacity() < 200);
        }
        decoder.push(b"\r\nNOOP\r\n");
        assert_eq!(all(&mut decoder), [Line::Text(b"NOOP".into())]);
    }

    proptest! {
        #[test]
        fn fed_in_pieces_is_fed_whole(octets in prop::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), any::<u8>()], 0..200)) {
            let (mut whole, mut pieces) = (LineDecoder::new(), LineDecoder::new());
            whole.push(&octets);
            let mut found = Vec::new();
            for octet in &octets {
                pieces.push(&[*octet]);
                found.extend(all(&mut pieces));
            }
            prop_assert_eq!(all(&mut whole), found);
        }
    }
}
