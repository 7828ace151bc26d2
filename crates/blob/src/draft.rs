//! A body on its way in.

use crate::{BlobId, Error, Location};

/// A body on its way in. Dropping it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    length: u64,
}

/// A body that is durable, and kept from the collector for as long as this value lives.
///
/// Drop it after the commit that holds its reference has been answered, not before: without a reference and without
/// this value, the body is garbage.
#[derive(Debug)]
pub struct Stored {
    /// The hash of the body.
    pub id: BlobId,
    /// Where it lies now.
    pub location: Location,
    /// Its length in bytes, uncompressed.
    pub length: u64,
}

impl Draft {
    pub(crate) fn new() -> Self {
        Self { length: 0 }
    }

    /// Appends `chunk` to the body.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), Error> {
        self.length += chunk.len() as u64;
        Ok(())
    }

    /// How many bytes have been written, uncompressed.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether nothing has been written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Makes the body durable, unless it is stored already.
    pub async fn finish(self) -> Result<Stored, Error> {
        Err(Error::Abandoned)
    }
}
