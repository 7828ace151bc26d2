//! What is known of a message without its body: read from it once, when it came.

use posthouse_blob::Stored;
use posthouse_message::{DecodeError, EnvelopeRef, Index};

use crate::BodyPlace;
use crate::record::{Damaged, Reader, SUM, seal, unseal};

const VERSION: u8 = 1;

/// The record of an email: which body it has and what its MIME index says.
#[derive(Clone, Debug)]
pub struct Email {
    /// Where the body is.
    pub body: BodyPlace,
    record: Vec<u8>,
    index_at: usize,
}

impl Email {
    /// The MIME index.
    ///
    /// # Errors
    /// Where the stored index is damaged.
    pub fn index(&self) -> Result<Index, DecodeError> {
        Index::decode(self.index_record())
    }

    /// The envelope alone, borrowed from the record.
    ///
    /// # Errors
    /// Where the stored index is damaged.
    pub fn envelope(&self) -> Result<EnvelopeRef<'_>, DecodeError> {
        EnvelopeRef::decode(self.index_record())
    }

    /// The stored form of the MIME index.
    #[must_use]
    pub fn index_record(&self) -> &[u8] {
        self.record.get(self.index_at..).unwrap_or_default()
    }

    pub(crate) fn encode(stored: &Stored, index: &Index) -> Vec<u8> {
        let mut record = Vec::with_capacity(512);
        record.push(VERSION);
        record.extend(BodyPlace { blob: stored.id, location: stored.location }.encode());
        index.encode(&mut record);
        seal(record)
    }

    pub(crate) fn decode(mut record: Vec<u8>) -> Result<Self, Damaged> {
        let mut reader = Reader::new(unseal(&record)?);
        if reader.u8()? != VERSION {
            return Err(Damaged("an email of an unknown version"));
        }
        let body = BodyPlace::decode(&reader.array()?).ok_or(Damaged("a location has a wrong length"))?;
        let index = reader.rest().len();
        record.truncate(record.len() - SUM);
        let index_at = record.len() - index;
        Ok(Self { body, record, index_at })
    }
}
