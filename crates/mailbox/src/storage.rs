//! Where an account's records lie: the engine for what is small, the blob store for bodies.

use std::sync::Arc;

use posthouse_blob::BlobStore;
use posthouse_engine::{Engine, Key, Range, Value};
use tokio::sync::watch;

use crate::StorageError;

/// The engine and the blob store together.
#[derive(Clone)]
pub(crate) struct Storage {
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) blobs: BlobStore,
    /// Counts how often somebody was given a right.
    pub(crate) given: watch::Sender<u64>,
}

/// How many rows one read takes at the most.
pub(crate) const PAGE: usize = 512;

impl Storage {
    pub(crate) async fn get(&self, key: &[u8]) -> Result<Option<Value>, StorageError> {
        Ok(self.engine.get(key).await?)
    }

    /// The next page of `range`, and what is left of it after the page.
    pub(crate) async fn page(&self, range: Range) -> Result<(Vec<(Key, Value)>, Option<Range>), StorageError> {
        let rows = self.engine.range(range.clone().limit(PAGE)).await?;
        let rest = match rows.last() {
            Some((last, _)) if rows.len() == PAGE => Some(Range { start: [&last[..], &[0]].concat(), ..range }),
            _ => None,
        };
        Ok((rows, rest))
    }
}
