//! Building the index anew, from the segments and from what the owners know.

use std::sync::Arc;

use posthouse_engine::Batch;

use crate::check::check_body;
use crate::index::{self, Row};
use crate::inner::Inner;
use crate::offload::offload;
use crate::pages::{Located, Pages};
use crate::{BlobId, Error, Rebuilt};

/// How many references are committed at a time.
const REFERENCES: usize = 512;

/// Replaces the whole index.
pub(crate) async fn run<I>(inner: &Arc<Inner>, owners: I) -> Result<Rebuilt, Error>
where
    I: IntoIterator<Item = (BlobId, [u8; 16])> + Send,
    I::IntoIter: Send,
{
    let _turn = inner.turn.lock().await;
    inner.index.clear().await?;
    for segment in inner.ledger.segments() {
        index_segment(inner, segment).await?;
    }
    let mut rebuilt = Rebuilt { bodies: count_bodies(inner).await?, ..Rebuilt::default() };
    let mut owners = owners.into_iter();
    loop {
        let some: Vec<_> = owners.by_ref().take(REFERENCES).collect();
        if some.is_empty() {
            return Ok(rebuilt);
        }
        refer(inner, &some, &mut rebuilt).await?;
    }
}

/// Puts a row for every record whose body is whole. Of several with the same body the last one counts.
async fn index_segment(inner: &Arc<Inner>, segment: u64) -> Result<(), Error> {
    let Some(mut pages) = Pages::of(inner, segment).await? else { return Ok(()) };
    while let Some(page) = pages.next().await? {
        let mut batch = Batch::new();
        for record in page.records {
            if is_whole(inner, &pages, record).await? {
                index::put_body(&mut batch, &record.header.contents.id, record.location);
            }
        }
        inner.index.commit(batch).await?;
    }
    Ok(())
}

async fn is_whole(inner: &Arc<Inner>, pages: &Pages, record: Located) -> Result<bool, Error> {
    let (file, codec) = (Arc::clone(&pages.file), Arc::clone(&inner.codec));
    let Located { location, header } = record;
    let checked = offload(true, move || check_body(&file, location.offset, &header, &codec)).await?;
    Ok(checked.is_ok())
}

async fn count_bodies(inner: &Inner) -> Result<u64, Error> {
    let mut bodies = 0;
    let mut next = Some(index::first_key());
    while let Some(start) = next {
        let (rows, behind) = inner.index.page(start).await?;
        bodies += rows.iter().filter(|row| matches!(row, Row::Body(..))).count() as u64;
        next = behind;
    }
    Ok(bodies)
}

async fn refer(inner: &Inner, references: &[(BlobId, [u8; 16])], rebuilt: &mut Rebuilt) -> Result<(), Error> {
    let ids: Vec<BlobId> = references.iter().map(|(id, _)| *id).collect();
    let known = inner.index.known(&ids).await?;
    let mut batch = Batch::new();
    for ((id, owner), known) in references.iter().zip(known) {
        if known {
            index::put_reference(&mut batch, id, owner);
            rebuilt.references += 1;
        } else {
            rebuilt.missing.push((*id, *owner));
        }
    }
    inner.index.commit(batch).await
}
