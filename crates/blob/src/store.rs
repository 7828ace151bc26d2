//! The store: opening it, and the way to everything else.

use std::path::Path;
use std::sync::Arc;

use posthouse_engine::{Batch, Engine};

use crate::{BlobId, Body, Collected, Draft, Error, Location, Options, Problem, Rebuilt, Stored, Summary, Usage};

/// All bodies. Cheap to clone.
#[derive(Clone)]
pub struct BlobStore {
    engine: Arc<dyn Engine>,
}

impl BlobStore {
    /// Opens the store in `dir`, which is created if there is none; cuts what a crash left half-written.
    pub async fn open(dir: &Path, engine: Arc<dyn Engine>, options: Options) -> Result<Self, Error> {
        let _ = (dir, options);
        Ok(Self { engine })
    }

    /// A new body on its way in.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft::new()
    }

    /// Opens the body `id`; `None` when it is not stored. The hint is tried before the index.
    pub async fn open_body(&self, id: &BlobId, hint: Option<Location>) -> Result<Option<Body>, Error> {
        let _ = (self.engine.get(&id.0).await?, hint);
        Ok(None)
    }

    /// Keeps a stored body from the collector, so that a new reference to it can be committed; `None` when it is not
    /// stored.
    pub async fn hold(&self, id: &BlobId) -> Result<Option<Stored>, Error> {
        let _ = id;
        Ok(None)
    }

    /// Puts a reference of `owner` to the body into `batch`. One owner refers to one body at most once.
    pub fn add_reference(&self, batch: &mut Batch, stored: &Stored, owner: &[u8; 16]) {
        let _ = (batch, stored, owner);
    }

    /// Removes the reference of `owner` in `batch`; after the commit, call [`BlobStore::released`].
    pub fn remove_reference(&self, batch: &mut Batch, id: &BlobId, owner: &[u8; 16]) {
        let _ = (batch, id, owner);
    }

    /// Says that these bodies have lost a reference and may be garbage now.
    pub fn released(&self, ids: &[BlobId]) {
        let _ = ids;
    }

    /// Frees what has lost its last reference since the last call.
    pub async fn collect(&self) -> Result<Collected, Error> {
        Ok(Collected::default())
    }

    /// Finds all garbage by comparing every segment with the index, then frees it as [`BlobStore::collect`] does.
    pub async fn sweep(&self) -> Result<Collected, Error> {
        Ok(Collected::default())
    }

    /// Reads and checks every record of every segment, and every place that the index names.
    pub async fn verify(&self, report: &mut (dyn FnMut(Problem) + Send)) -> Result<Summary, Error> {
        let _ = report;
        Ok(Summary::default())
    }

    /// Builds the index anew from the segments and from the references that the owners know of.
    pub async fn rebuild_index<I>(&self, owners: I) -> Result<Rebuilt, Error>
    where
        I: IntoIterator<Item = (BlobId, [u8; 16])> + Send,
        I::IntoIter: Send,
    {
        let _ = owners;
        Ok(Rebuilt::default())
    }

    /// What the store holds, for metrics.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Usage::default()
    }
}
