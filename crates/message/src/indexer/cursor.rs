//! Where the pass stands.

use super::lines::Piece;
use crate::header::is_blank;

/// The place behind the last piece.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cursor {
    /// Bytes of the message so far.
    pub(super) offset: u64,
    /// Line ends so far.
    pub(super) lines: u64,
    /// How long the line end is that the last piece ended with: 0, 1 (LF) or 2 (CRLF).
    line_end: u64,
    /// Whether the last line has nothing but its line end.
    blank: bool,
    /// Whether the last byte is a CR.
    cr: bool,
}

/// Where a body ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) offset: u64,
    /// How many lines end before it, an unterminated last one among them.
    pub(super) lines: u64,
}

impl Cursor {
    pub(super) fn advance(&mut self, piece: &Piece<'_>) {
        self.offset += piece.bytes.len() as u64;
        self.blank = piece.starts && is_blank(piece.bytes);
        let ended = piece.bytes.ends_with(b"\n");
        self.lines += u64::from(ended);
        self.line_end = match (ended, piece.bytes) {
            (false, _) => 0,
            (true, [.., b'\r', b'\n']) => 2,
            (true, [_]) if self.cr && !piece.starts => 2,
            (true, _) => 1,
        };
        self.cr = piece.bytes.ends_with(b"\r");
    }

    /// The end of a body before a boundary line: the line end before it belongs to the boundary (RFC 2046 §5.1.1).
    pub(super) fn before_boundary(&self) -> Cut {
        Cut { offset: self.offset - self.line_end, lines: self.lines - u64::from(self.blank) }
    }

    /// The end of the message.
    pub(super) fn end(&self) -> Cut {
        let unterminated = self.line_end == 0 && self.offset > 0;
        Cut { offset: self.offset, lines: self.lines + u64::from(unterminated) }
    }
}
