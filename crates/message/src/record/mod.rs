//! The record form of an index; docs/storage-format.md, "MIME index", says every byte.

mod envelope;
mod part;
mod pieces;
mod read;
mod summary;
mod write;

pub(crate) mod names;

use std::fmt;

pub use pieces::IndexPieces;
pub use summary::IndexRef;

pub(crate) use envelope::{next_address, next_string};

use crate::envelope::{Envelope, EnvelopeRef};
use crate::index::Index;
use read::Reader;
use write::Writer;

/// The version that this build writes, the first byte of a record.
const VERSION: u8 = 1;

/// Set in the second byte where the message has an attachment.
const HAS_ATTACHMENT: u8 = 1;

/// Why a record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The record is of a version that this build does not know.
    Version(u8),
    /// The record ends too early.
    Truncated,
    /// The record holds what no encoder writes.
    Malformed,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(formatter, "MIME index of unknown version {version}"),
            Self::Truncated => formatter.write_str("MIME index ends too early"),
            Self::Malformed => formatter.write_str("MIME index is malformed"),
        }
    }
}

impl std::error::Error for DecodeError {}

impl Index {
    /// Appends the record of this index.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let mut writer = Writer(out);
        writer.byte(VERSION);
        writer.byte(if self.has_attachment() { HAS_ATTACHMENT } else { 0 });
        writer.number(self.size);
        writer.nested(|writer| envelope::encode(writer, &self.envelope));
        writer.string(self.preview.as_bytes());
        part::encode(&mut writer, &self.root, 0);
    }

    /// Reads a record; anything but what [`Index::encode`] writes is an error, never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let record = IndexRef::decode(bytes)?;
        Ok(Self {
            root: record.root()?,
            envelope: envelope::checked(&record.envelope)?,
            preview: record.preview.to_owned(),
            size: record.size,
        })
    }

    /// Reads only the envelope of a record; [`EnvelopeRef::decode`] does so without copying.
    pub fn decode_envelope(bytes: &[u8]) -> Result<Envelope, DecodeError> {
        envelope::checked(&EnvelopeRef::decode(bytes)?)
    }
}

impl<'a> EnvelopeRef<'a> {
    /// Reads the envelope from the record of an [`Index`], without copying and without touching the parts.
    ///
    /// Address lists are read as they are iterated; a damaged one ends early.
    pub fn decode(record: &'a [u8]) -> Result<Self, DecodeError> {
        let (mut reader, _flags) = open(record)?;
        reader.number()?;
        envelope::decode(&mut Reader(reader.string()?))
    }
}

/// Reads the version and the flags.
fn open(record: &[u8]) -> Result<(Reader<'_>, u8), DecodeError> {
    let mut reader = Reader(record);
    let version = reader.byte()?;
    if version != VERSION {
        return Err(DecodeError::Version(version));
    }
    let flags = reader.byte()?;
    if flags & !HAS_ATTACHMENT != 0 {
        return Err(DecodeError::Malformed);
    }
    Ok((reader, flags))
}
