//! A message on its way in: kept, hashed and indexed while it arrives, never gathered in memory.

use std::sync::Arc;

use posthouse_blob::{BlobId, Draft, Stored};
use posthouse_message::{Index, Indexer};

use crate::{Email, StorageError};

/// Takes the bytes of one message. Dropping it leaves nothing behind.
pub struct Incoming {
    draft: Draft,
    indexer: Indexer,
}

impl Incoming {
    pub(crate) fn new(draft: Draft) -> Self {
        Self { draft, indexer: Indexer::new() }
    }

    /// Takes the next bytes of the message.
    ///
    /// # Errors
    /// Where there is no room for them.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), StorageError> {
        self.indexer.push(chunk);
        Ok(self.draft.write(chunk).await?)
    }

    /// How many bytes have come.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.draft.len()
    }

    /// Whether nothing has come yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Ends the message; afterwards its bytes are durable, and kept as long as the [`Arrived`] or a mailbox holds it.
    ///
    /// # Errors
    /// Where the bytes could not be made durable.
    pub async fn finish(self) -> Result<Arrived, StorageError> {
        let index = self.indexer.finish();
        let stored = self.draft.finish().await?;
        Ok(Arrived::new(stored, index))
    }
}

/// A message whose bytes are durable but which no mailbox holds yet. Cloning is cheap.
#[derive(Clone)]
pub struct Arrived(Arc<Inner>);

struct Inner {
    stored: Stored,
    index: Index,
    record: Vec<u8>,
}

impl Arrived {
    pub(crate) fn new(stored: Stored, index: Index) -> Self {
        let record = Email::encode(&stored, &index);
        Self(Arc::new(Inner { stored, index, record }))
    }

    /// The body, by its hash.
    #[must_use]
    pub fn blob(&self) -> BlobId {
        self.0.stored.id
    }

    /// What was read from the message.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.0.index
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.stored.length
    }

    /// How large its record is in bytes, which is kept in memory until a mailbox holds the message.
    #[must_use]
    pub fn record_size(&self) -> usize {
        self.0.record.len()
    }

    pub(crate) fn size32(&self) -> Option<u32> {
        u32::try_from(self.size()).ok()
    }

    pub(crate) fn stored(&self) -> &Stored {
        &self.0.stored
    }

    pub(crate) fn record(&self) -> Vec<u8> {
        self.0.record.clone()
    }
}

impl std::fmt::Debug for Arrived {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Arrived").field(&self.0.stored.id).field(&self.size()).finish()
    }
}
