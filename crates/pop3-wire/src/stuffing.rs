//! A message as the lines of a multi-line reply (RFC 1939 §3): lines that begin with a dot get another one.

use memchr::memchr_iter;

/// Turns the octets of a message, in any pieces, into what goes on the wire.
///
/// Nothing but dots is added, so that a client that takes them away has the message octet for octet. Dots are doubled
/// behind every LF, also one without its CR: clients take it for a line end, and must not see an end of the reply.
#[derive(Debug)]
pub struct DotStuffer {
    /// Whether the next octet begins a line.
    at_start: bool,
    /// Whether what came last is a CR, which an LF may follow.
    after_cr: bool,
    /// Whether what came last is a CRLF, or nothing came.
    line_is_whole: bool,
}

impl Default for DotStuffer {
    fn default() -> Self {
        Self::new()
    }
}

impl DotStuffer {
    /// Before the first octet.
    #[must_use]
    pub fn new() -> Self {
        Self { at_start: true, after_cr: false, line_is_whole: true }
    }

    /// Appends the next octets of the message to `out`.
    pub fn push(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        let (Some(&first), Some(&last)) = (octets.first(), octets.last()) else { return };
        if self.at_start && first == b'.' {
            out.push(b'.');
        }
        let mut copied = 0;
        for end in memchr_iter(b'\n', octets) {
            let (line, rest) = octets.split_at(end + 1);
            out.extend_from_slice(line.get(copied..).unwrap_or_default());
            copied = end + 1;
            if rest.first() == Some(&b'.') {
                out.push(b'.');
            }
        }
        out.extend_from_slice(octets.get(copied..).unwrap_or_default());
        let before = octets.len().checked_sub(2).and_then(|place| octets.get(place));
        let after_cr = before.map_or(self.after_cr, |octet| *octet == b'\r');
        self.at_start = last == b'\n';
        self.line_is_whole = last == b'\n' && after_cr;
        self.after_cr = last == b'\r';
    }

    /// Ends the message: the end of its last line, if it has none, and the end of the reply.
    pub fn finish(self, out: &mut Vec<u8>) {
        if !self.line_is_whole {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(crate::END);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stuffed(pieces: &[&[u8]]) -> Vec<u8> {
        let (mut stuffer, mut out) = (DotStuffer::new(), Vec::new());
        pieces.iter().for_each(|piece| stuffer.push(piece, &mut out));
        stuffer.finish(&mut out);
        out
    }

    #[test]
    fn dots_at_line_starts_are_doubled_and_the_end_is_alone_on_its_line() {
        assert_eq!(stuffed(&[b".a\r\nb.\r\n..\r\n"]), b"..a\r\nb.\r\n...\r\n.\r\n");
        assert_eq!(stuffed(&[b"no end"]), b"no end\r\n.\r\n");
        assert_eq!(stuffed(&[]), b".\r\n");
        assert_eq!(stuffed(&[b"a\n.\n"]), b"a\n..\n\r\n.\r\n");
    }

    proptest! {
        #[test]
        fn a_client_gets_the_message_back(lines in prop::collection::vec("[.a\r]{0,4}", 0..20), cut in 0usize..60) {
            let message: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let cut = cut.min(message.len());
            let wire = stuffed(&[&message.as_bytes()[..cut], &message.as_bytes()[cut..]]);
            prop_assert_eq!(&wire, &stuffed(&[message.as_bytes()]));
            let text = String::from_utf8(wire).unwrap();
            let body = text.strip_suffix(".\r\n").unwrap();
            let back: String = body.split_inclusive('\n').map(|l| l.strip_prefix('.').unwrap_or(l)).collect();
            prop_assert_eq!(back, message);
        }
    }
}
