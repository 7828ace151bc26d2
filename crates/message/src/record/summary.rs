//! A record read as far as a mail list needs it.

use super::read::Reader;
use super::{DecodeError, HAS_ATTACHMENT, envelope, open};
use crate::envelope::EnvelopeRef;
use crate::part::Part;

/// What the record of an [`Index`](crate::Index) says without its parts, borrowed from it.
#[derive(Clone, Copy, Debug)]
pub struct IndexRef<'a> {
    /// The size of the message in bytes.
    pub size: u64,
    /// See [`Index::has_attachment`](crate::Index::has_attachment).
    pub has_attachment: bool,
    /// The envelope of the message.
    pub envelope: EnvelopeRef<'a>,
    /// See [`Index::preview`](crate::Index::preview).
    pub preview: &'a str,
    parts: &'a [u8],
}

impl<'a> IndexRef<'a> {
    /// Reads a record up to its parts, copying nothing.
    pub fn decode(record: &'a [u8]) -> Result<Self, DecodeError> {
        let (mut reader, flags) = open(record)?;
        let size = reader.number()?;
        let envelope = envelope::decode(&mut Reader(reader.string()?))?;
        let preview = std::str::from_utf8(reader.string()?).map_err(|_| DecodeError::Malformed)?;
        let has_attachment = flags & HAS_ATTACHMENT != 0;
        Ok(Self { size, has_attachment, envelope, preview, parts: reader.0 })
    }

    /// Reads the parts, for BODYSTRUCTURE.
    pub fn root(&self) -> Result<Part, DecodeError> {
        Part::decode_piece(self.parts)
    }
}
