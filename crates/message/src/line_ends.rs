//! Line ends as Internet messages have them (RFC 5322 §2.3).

use memchr::memchr;

/// Makes every line end CRLF as text streams. However it is cut into chunks, the result is the same.
///
/// A CR that no LF follows is left as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct CrlfLines {
    /// Whether the last byte was CR.
    after_cr: bool,
}

impl CrlfLines {
    /// Reads more text and appends it with its line ends.
    pub fn push(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let mut rest = text;
        while let Some(line_end) = memchr(b'\n', rest) {
            let (line, behind) = rest.split_at(line_end);
            out.extend_from_slice(line);
            let has_cr = line.last().map_or(self.after_cr, |&byte| byte == b'\r');
            out.extend_from_slice(if has_cr { b"\n" } else { b"\r\n" });
            self.after_cr = false;
            rest = behind.get(1..).unwrap_or_default();
        }
        out.extend_from_slice(rest);
        if let Some(&last) = rest.last() {
            self.after_cr = last == b'\r';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(pieces: &[&[u8]]) -> Vec<u8> {
        let (mut lines, mut out) = (CrlfLines::default(), Vec::new());
        pieces.iter().for_each(|piece| lines.push(piece, &mut out));
        out
    }

    #[test]
    fn every_line_ends_in_crlf() {
        let text = b"a\nb\r\n\n\r\r\nc\rd\r";
        assert_eq!(pieces(&[text]), b"a\r\nb\r\n\r\n\r\r\nc\rd\r");
        for at in 0..text.len() {
            let (one, other) = text.split_at(at);
            assert_eq!(pieces(&[one, b"", other]), pieces(&[text]), "{at}");
        }
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(pieces(&bytes), pieces(&[text]));
    }
}
