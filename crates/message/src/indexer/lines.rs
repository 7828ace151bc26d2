//! Cutting a stream into lines.

use memchr::memchr;

/// A line, or a piece of a long one.
pub(super) struct Piece<'a> {
    /// The bytes, the line end among them. A piece that starts a line and does not end it has at least [`WHOLE_BYTES`].
    pub(super) bytes: &'a [u8],
    /// Whether the line starts here.
    pub(super) starts: bool,
    /// Whether the line ends here, by LF or with the message.
    pub(super) ends: bool,
}

/// A line of up to so many bytes always comes in one piece, however the stream was cut.
pub(super) const WHOLE_BYTES: usize = 1_100;

/// Only LF ends a line, with or without a CR before it. A CR elsewhere is a byte like any other.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The start of a line whose end has not come yet.
    held: Vec<u8>,
    /// Whether the start of the current line has been given out.
    inside: bool,
}

impl Lines {
    pub(super) fn push(&mut self, chunk: &[u8], take: &mut impl FnMut(Piece<'_>)) {
        let mut rest = chunk;
        while !rest.is_empty() {
            let end = memchr(b'\n', rest).map(|position| position + 1);
            let (fragment, behind) = rest.split_at(end.unwrap_or(rest.len()));
            self.fragment(fragment, end.is_some(), take);
            rest = behind;
        }
    }

    pub(super) fn finish(&mut self, take: &mut impl FnMut(Piece<'_>)) {
        if !self.held.is_empty() {
            take(Piece { bytes: &self.held, starts: true, ends: true });
        }
    }

    fn fragment(&mut self, bytes: &[u8], ends: bool, take: &mut impl FnMut(Piece<'_>)) {
        let at_once = self.inside || (self.held.is_empty() && (ends || bytes.len() >= WHOLE_BYTES));
        if at_once {
            take(Piece { bytes, starts: !self.inside, ends });
            self.inside = !ends;
            return;
        }
        let (first, rest) = bytes.split_at(bytes.len().min(WHOLE_BYTES - self.held.len()));
        self.held.extend_from_slice(first);
        let whole = ends && rest.is_empty();
        if whole || self.held.len() >= WHOLE_BYTES {
            take(Piece { bytes: &self.held, starts: true, ends: whole });
            self.held.clear();
            self.inside = !whole;
        }
        if !rest.is_empty() {
            self.fragment(rest, ends, take);
        }
    }
}
