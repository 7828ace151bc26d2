//! The handle of a store.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use posthouse_engine::{Batch, Engine};

use crate::inner::Inner;
use crate::pins::Placement;
use crate::{BlobId, Body, Collected, Draft, Error, Location, Options, Problem, Rebuilt, Stored, Summary, Usage};
use crate::{check, collect, garbage, index, offload, rebuild, verify};

/// All bodies. Cheap to clone; clones share one store.
#[derive(Clone)]
pub struct BlobStore {
    inner: Arc<Inner>,
}

impl BlobStore {
    /// Opens the store in `dir`, which is created if there is none; cuts off what a crash left half-written.
    ///
    /// The time this takes depends on the size of one segment, not on how many bodies are stored.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`] when the folder is open already.
    pub async fn open(dir: &Path, engine: Arc<dyn Engine>, options: Options) -> Result<Self, Error> {
        let dir = dir.to_path_buf();
        let mount = Box::new(|file| Box::new(file) as _);
        let inner = offload::offload(true, move || Inner::open(&dir, engine, options, mount)).await??;
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A new body on its way in.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft::new(Arc::clone(&self.inner))
    }

    /// Opens the body `id`; `None` when it is not stored. The hint is tried before the index, and may be stale.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] when what is stored of it is damaged.
    pub async fn open_body(&self, id: &BlobId, hint: Option<Location>) -> Result<Option<Body>, Error> {
        self.inner.open_body(id, hint).await
    }

    /// Keeps a stored body from the collector, so that another reference to it can be committed; `None` when the index
    /// does not know it.
    pub async fn hold(&self, id: &BlobId) -> Result<Option<Stored>, Error> {
        let pin = self.inner.pins.hold(*id).await;
        let find = || async {
            let location = self.inner.index.location(id).await?;
            location.map(|location| Placement { location, indexed: true }).ok_or(Absent::Unknown)
        };
        let placement = match pin.placement().get_or_try_init(find).await {
            Ok(placement) => *placement,
            Err(Absent::Unknown) => return Ok(None),
            Err(Absent::Failed(error)) => return Err(error),
        };
        let length = self.raw_length(placement.location).await?;
        Ok(Some(Stored { id: *id, location: placement.location, length, placement, pin }))
    }

    /// Puts a reference of `owner` to the body into `batch`. One owner refers to one body at most once.
    ///
    /// A batch with a reference to a body that had one before requires that it is still there. That cannot fail while
    /// `stored` lives.
    pub fn add_reference(&self, batch: &mut Batch, stored: &Stored, owner: &[u8; 16]) {
        let Placement { location, indexed } = stored.placement;
        if indexed {
            index::require_body(batch, &stored.id, location);
        } else {
            index::put_body(batch, &stored.id, location);
        }
        index::put_reference(batch, &stored.id, owner);
        stored.pin.reference();
    }

    /// Removes the reference of `owner` in `batch`; after the commit, call [`BlobStore::released`].
    pub fn remove_reference(&self, batch: &mut Batch, id: &BlobId, owner: &[u8; 16]) {
        index::delete_reference(batch, id, owner);
    }

    /// Says that these bodies have lost a reference and may be garbage now.
    pub fn released(&self, ids: &[BlobId]) {
        ids.iter().for_each(|&id| self.inner.garbage.push(garbage::Candidate { id, abandoned: None }));
    }

    /// Frees what has lost its last reference since the last call. Goes on to its end even if it is dropped.
    ///
    /// # Errors
    ///
    /// What failed is left for the next call.
    pub async fn collect(&self) -> Result<Collected, Error> {
        collect::run(Arc::clone(&self.inner), collect::Scope::Released).await
    }

    /// Finds all garbage by comparing every segment with the index, then frees it as [`BlobStore::collect`] does.
    ///
    /// It finds what a crash left: bodies whose commit never came, and releases that were not collected any more.
    pub async fn sweep(&self) -> Result<Collected, Error> {
        collect::run(Arc::clone(&self.inner), collect::Scope::Everything).await
    }

    /// Reads and checks every record of every segment, and every place that the index names.
    pub async fn verify(&self, report: &mut (dyn FnMut(Problem) + Send)) -> Result<Summary, Error> {
        verify::run(&self.inner, report).await
    }

    /// Who refers to the body, a thousand of them at the most.
    pub async fn owners(&self, id: &BlobId) -> Result<Vec<[u8; 16]>, Error> {
        self.inner.index.owners(id).await
    }

    /// Builds the index anew from the segments and from the references that the owners know of.
    ///
    /// Nothing else may use the store meanwhile. When it fails half-way, it can be run again.
    pub async fn rebuild_index<I>(&self, owners: I) -> Result<Rebuilt, Error>
    where
        I: IntoIterator<Item = (BlobId, [u8; 16])> + Send,
        I::IntoIter: Send,
    {
        rebuild::run(&self.inner, owners).await
    }

    /// What the store holds, for metrics.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.inner.ledger.usage()
    }

    async fn raw_length(&self, location: Location) -> Result<u64, Error> {
        let Location { segment, offset, .. } = location;
        let missing = Error::Corrupt { segment, offset, what: "the segment is missing" };
        let file = self.inner.file(segment).await?.ok_or(missing)?;
        let header = offload::offload(true, move || check::read_header(&file, offset)).await?;
        header.map(|header| header.contents.raw_length).map_err(|unreadable| unreadable.at(segment, offset))
    }
}

impl fmt::Debug for BlobStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobStore").field("usage", &self.usage()).finish_non_exhaustive()
    }
}

/// Why a body cannot be held.
enum Absent {
    Unknown,
    Failed(Error),
}

impl From<Error> for Absent {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

#[cfg(test)]
mod tests;
