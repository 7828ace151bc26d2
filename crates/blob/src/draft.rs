//! A body on its way in.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::encoder::{Encoder, SpillTo};
use crate::inner::Inner;
use crate::offload::offload;
use crate::pins::{Pin, Placement};
use crate::{BlobId, Error, Location};

/// Up to this many bytes are hashed and compressed on the caller's own task: waking another thread costs as much.
const AT_ONCE: usize = 64 << 10;

/// A body on its way in. Dropping it leaves nothing behind.
pub struct Draft {
    inner: Arc<Inner>,
    /// Empty after a write that failed or was given up half-way.
    encoder: Option<Encoder>,
    length: u64,
}

/// A body that is durable, and kept from the collector for as long as this value lives.
///
/// Drop it after the commit that holds its reference has been answered, not before: without a reference and without
/// this value, the body is garbage. A task that may be cancelled while the commit is on its way must not own it.
#[derive(Debug)]
pub struct Stored {
    /// The hash of the body.
    pub id: BlobId,
    /// Where it lies now.
    pub location: Location,
    /// Its length in bytes, uncompressed.
    pub length: u64,
    pub(crate) placement: Placement,
    pub(crate) pin: Pin,
}

impl Draft {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self { inner, encoder: Some(Encoder::new()), length: 0 }
    }

    /// Appends `chunk` to the body.
    ///
    /// # Errors
    ///
    /// After any error the draft is lost: all that follows is [`Error::Abandoned`].
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), Error> {
        let mut rest = chunk;
        while !rest.is_empty() {
            self.flush_if_full().await?;
            rest = self.encoder.as_mut().ok_or(Error::Abandoned)?.fill(rest);
        }
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
    ///
    /// # Errors
    ///
    /// [`Error::Full`] when there is no room for it; nothing is left of it then.
    pub async fn finish(mut self) -> Result<Stored, Error> {
        let encoder = self.encoder.take().ok_or(Error::Abandoned)?;
        let (id, encoder) = hash(encoder).await?;
        let pin = self.inner.pins.hold(id).await;
        let placement = *pin.placement().get_or_try_init(|| place(&self.inner, id, encoder)).await?;
        Ok(Stored { id, location: placement.location, length: self.length, placement, pin })
    }

    async fn flush_if_full(&mut self) -> Result<(), Error> {
        if !self.encoder.as_ref().ok_or(Error::Abandoned)?.is_full() {
            return Ok(());
        }
        let mut encoder = self.encoder.take().ok_or(Error::Abandoned)?;
        let inner = Arc::clone(&self.inner);
        let _permit = self.inner.processors.acquire().await.map_err(|_| Error::Stopped)?;
        let flushed = offload(true, move || encoder.flush(&inner.codec, &*inner).map(|()| encoder)).await?;
        self.encoder = Some(flushed?);
        Ok(())
    }
}

impl SpillTo for Inner {
    fn memory_limit(&self) -> usize {
        self.options.memory_limit
    }

    fn file(&self) -> io::Result<File> {
        static NAME: AtomicU64 = AtomicU64::new(0);
        self.directory.draft(NAME.fetch_add(1, Ordering::Relaxed))
    }
}

async fn hash(encoder: Encoder) -> Result<(BlobId, Encoder), Error> {
    let mut encoder = encoder;
    offload(encoder.pending() > AT_ONCE, move || (encoder.hash(), encoder)).await
}

/// Finds the body, or else writes it.
async fn place(inner: &Arc<Inner>, id: BlobId, encoder: Encoder) -> Result<Placement, Error> {
    if let Some(location) = inner.find_intact(&id).await? {
        return Ok(Placement { location, indexed: true });
    }
    let codec = Arc::clone(&inner.codec);
    let large = encoder.pending() > AT_ONCE || encoder.is_spilled();
    let record = offload(large, move || encoder.into_record(id, &codec)).await??;
    let answer = inner.writer.append(record).await?;
    let location = answer.await.map_err(|_| Error::Stopped)??;
    Ok(Placement { location, indexed: false })
}
