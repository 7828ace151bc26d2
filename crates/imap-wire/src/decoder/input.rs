/// How much memory an idle connection may keep.
const KEPT: usize = 4 << 10;

/// The bytes that came and are not read yet.
#[derive(Default)]
pub(super) struct Input {
    bytes: Vec<u8>,
    /// What is before this has been read.
    start: usize,
    /// Before this, and after `start`, there is no line end.
    scanned: usize,
}

/// What [`Input::line`] finds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A line with its end.
    Whole(&'a [u8]),
    /// The end has not come yet.
    Partial,
    /// The end, come or not, is beyond the limit. Nothing was taken.
    TooLong,
}

impl Input {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.scanned -= self.start;
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// What is not read yet.
    pub(super) fn unread(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// Takes a line. It ends in LF, before which there should be a CR (RFC 9051 §2.2); as Dovecot, do without.
    pub(super) fn line(&mut self, limit: usize) -> Line<'_> {
        let unscanned = self.bytes.get(self.scanned..).unwrap_or_default();
        let Some(line_end) = memchr::memchr(b'\n', unscanned) else {
            self.scanned = self.bytes.len();
            return if self.unread().len() > limit { Line::TooLong } else { Line::Partial };
        };
        let line_end = self.scanned + line_end + 1;
        if line_end - self.start > limit {
            return Line::TooLong;
        }
        Line::Whole(self.take(line_end - self.start))
    }

    /// Takes that many bytes, or as many as there are.
    pub(super) fn take(&mut self, count: usize) -> &[u8] {
        let from = self.start;
        self.start = self.bytes.len().min(from.saturating_add(count));
        self.scanned = self.scanned.max(self.start);
        self.bytes.get(from..self.start).unwrap_or_default()
    }

    /// Takes that many bytes, or as many as there are, without a copy where they are all there is.
    pub(super) fn take_owned(&mut self, count: u64) -> Vec<u8> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if self.start == 0 && self.bytes.len() <= count {
            return std::mem::take(self).bytes;
        }
        self.take(count).to_vec()
    }

    /// Gives memory back once everything is read.
    pub(super) fn release(&mut self) {
        if self.start < self.bytes.len() {
            return;
        }
        (self.start, self.scanned) = (0, 0);
        release(&mut self.bytes);
    }
}

/// Empties a buffer, and gives its memory back if it is more than a quiet connection needs.
pub(super) fn release(buffer: &mut Vec<u8>) {
    match buffer.capacity() > KEPT {
        true => *buffer = Vec::new(),
        false => buffer.clear(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_lf() {
        let mut input = Input::default();
        input.push(b"one\r\ntwo\nthr");
        assert_eq!(input.line(100), Line::Whole(b"one\r\n"));
        assert_eq!(input.line(100), Line::Whole(b"two\n"));
        assert_eq!(input.line(100), Line::Partial);
        input.push(b"ee\n");
        assert_eq!(input.line(100), Line::Whole(b"three\n"));
        assert_eq!(input.unread(), b"");
    }

    #[test]
    fn a_limit_holds_with_and_without_an_end() {
        let mut input = Input::default();
        input.push(b"abcd");
        assert_eq!(input.line(4), Line::Partial);
        assert_eq!(input.line(3), Line::TooLong);
        input.push(b"\n");
        assert_eq!(input.line(4), Line::TooLong);
        assert_eq!(input.line(5), Line::Whole(b"abcd\n"));
    }

    #[test]
    fn a_quiet_connection_keeps_little() {
        let mut input = Input::default();
        input.push(&[b'a'; 100_000]);
        input.take(100_000);
        input.release();
        assert_eq!(input.bytes.capacity(), 0);
    }

    #[test]
    fn owned_bytes_are_not_copied_where_they_are_all() {
        let mut input = Input::default();
        input.push(b"abc");
        let before = input.bytes.as_ptr();
        let taken = input.take_owned(5);
        assert_eq!((taken.as_slice(), taken.as_ptr()), (b"abc".as_slice(), before));
        input.push(b"abcdef");
        assert_eq!(input.take_owned(2), b"ab");
        assert_eq!(input.take_owned(9), b"cdef");
    }
}
