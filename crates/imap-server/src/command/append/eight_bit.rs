//! Whether the header of a message has octets above 127, found as it comes (RFC 6855 §4).

/// The header of a message as far as it has come.
#[derive(Default)]
pub(super) struct HeaderScan {
    is_over: bool,
    /// Whether there is something in the current line.
    has_text: bool,
    has_eight_bit: bool,
}

impl HeaderScan {
    /// Takes more of the message.
    pub(super) fn take(&mut self, mut piece: &[u8]) {
        while !self.is_over && !piece.is_empty() {
            let end = memchr::memchr(b'\n', piece);
            let (line, rest) = piece.split_at(end.map_or(piece.len(), |at| at + 1));
            self.take_line(line);
            if end.is_some() {
                self.is_over = !self.has_text;
                self.has_text = false;
            }
            piece = rest;
        }
    }

    /// Whether the header has octets above 127.
    pub(super) fn has_eight_bit(&self) -> bool {
        self.has_eight_bit
    }

    fn take_line(&mut self, line: &[u8]) {
        self.has_eight_bit |= !line.is_ascii();
        self.has_text |= line.iter().any(|octet| !matches!(octet, b'\r' | b'\n'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn has_eight_bit(message: &str) -> bool {
        let scan = |size: usize| {
            let mut scan = HeaderScan::default();
            message.as_bytes().chunks(size).for_each(|piece| scan.take(piece));
            scan.has_eight_bit()
        };
        let whole = scan(message.len());
        (1..message.len()).for_each(|size| assert_eq!(scan(size), whole, "in pieces of {size}"));
        whole
    }

    #[test]
    fn only_the_header_counts() {
        assert!(has_eight_bit("A: b\r\nSubject: é\r\n\r\nx"));
        assert!(has_eight_bit("A: b\nSubject: c\n é"));
        assert!(!has_eight_bit("A: b\r\n\r\né\r\n"));
        assert!(!has_eight_bit("A: b\n\né"));
        assert!(!has_eight_bit("\r\nA: é\r\n\r\n"));
    }
}
