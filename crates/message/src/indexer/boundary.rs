//! Boundary lines (RFC 2046 §5.1.1).

use super::lines::{Piece, WHOLE_BYTES};
use crate::limits;

/// The boundary of a multipart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Boundary(Vec<u8>);

/// What a boundary line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delimiter {
    /// RFC 2046 §5.1.1: `dash-boundary := "--" boundary`
    Open,
    /// RFC 2046 §5.1.1: `close-delimiter := delimiter "--"`
    Close,
}

impl Boundary {
    /// The boundary that a parameter gives, without the white space that may not end it; an empty or very long one is
    /// none.
    pub(super) fn from_parameter(value: &[u8]) -> Option<Self> {
        let value = value.trim_ascii_end();
        let usable = !value.is_empty() && value.len() <= limits::BOUNDARY_BYTES;
        usable.then(|| Self(value.to_vec()))
    }

    /// What a candidate line does, if it is of this boundary.
    ///
    /// The whole line must match. RFC 2046 §5.1.2 would let it only begin with the boundary; but boundaries that begin
    /// with each other are seen in mail, and readers of mail ask for the whole line.
    pub(super) fn matches(&self, candidate: &[u8]) -> Option<Delimiter> {
        let rest = candidate.strip_prefix(self.0.as_slice())?;
        match rest {
            b"" => Some(Delimiter::Open),
            b"--" => Some(Delimiter::Close),
            _ => None,
        }
    }
}

/// What may be a boundary in a line that begins with two hyphens: its text behind them, without
/// `transport-padding := *LWSP-char`.
pub(super) fn candidate<'a>(piece: &Piece<'a>) -> Option<&'a [u8]> {
    let whole = piece.starts && piece.ends && piece.bytes.len() <= WHOLE_BYTES;
    if !whole {
        return None;
    }
    piece.bytes.strip_prefix(b"--").map(<[u8]>::trim_ascii_end)
}
