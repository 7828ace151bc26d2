//! A record cut into pieces that can be kept apart and read by themselves.

use super::read::Reader;
use super::{DecodeError, envelope, open, part};
use crate::envelope::EnvelopeRef;
use crate::part::Part;

/// The pieces of the record of an [`Index`](crate::Index), borrowed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexPieces<'a> {
    /// For [`EnvelopeRef::decode_piece`].
    pub envelope: &'a [u8],
    /// See [`Index::preview`](crate::Index::preview).
    pub preview: &'a str,
    /// For [`Part::decode_piece`].
    pub parts: &'a [u8],
}

impl<'a> IndexPieces<'a> {
    /// Cuts a record, and looks into none of its pieces.
    ///
    /// # Errors
    /// Where the record is damaged, or of a version that this build does not know.
    pub fn of(record: &'a [u8]) -> Result<Self, DecodeError> {
        let (mut reader, _flags) = open(record)?;
        reader.number()?;
        let envelope = reader.string()?;
        let preview = std::str::from_utf8(reader.string()?).map_err(|_| DecodeError::Malformed)?;
        Ok(Self { envelope, preview, parts: reader.0 })
    }
}

impl<'a> EnvelopeRef<'a> {
    /// Reads [`IndexPieces::envelope`], as [`EnvelopeRef::decode`] does.
    ///
    /// # Errors
    /// Where the piece is damaged.
    pub fn decode_piece(piece: &'a [u8]) -> Result<Self, DecodeError> {
        envelope::decode(&mut Reader(piece))
    }
}

impl Part {
    /// Reads [`IndexPieces::parts`]: the root part, whose header and body span the whole message.
    ///
    /// # Errors
    /// Where the piece is damaged.
    pub fn decode_piece(piece: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader(piece);
        let root = part::decode(&mut reader)?;
        if reader.0.is_empty() { Ok(root) } else { Err(DecodeError::Malformed) }
    }
}
