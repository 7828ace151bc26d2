//! The record form of an index; docs/storage-format.md, "MIME index", says every byte.

use std::fmt;

use crate::address::AddressRef;
use crate::envelope::{Envelope, EnvelopeRef};
use crate::index::Index;

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
        out.push(1);
    }

    /// Reads a record; anything but what [`Index::encode`] writes is an error, never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Err(bytes.first().map_or(DecodeError::Truncated, |&version| DecodeError::Version(version)))
    }

    /// Reads only the envelope of a record; [`EnvelopeRef::decode`] does so without copying.
    pub fn decode_envelope(bytes: &[u8]) -> Result<Envelope, DecodeError> {
        EnvelopeRef::decode(bytes).map(|envelope| envelope.to_owned())
    }
}

pub(crate) fn decode_envelope(bytes: &[u8]) -> Result<EnvelopeRef<'_>, DecodeError> {
    Err(bytes.first().map_or(DecodeError::Truncated, |&version| DecodeError::Version(version)))
}

pub(crate) fn next_address<'a>(_bytes: &mut &'a [u8]) -> Option<AddressRef<'a>> {
    None
}

pub(crate) fn next_string<'a>(_bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    None
}
