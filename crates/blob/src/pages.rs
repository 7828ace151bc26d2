//! Reading a segment some records at a time, so that long work on it needs little memory and can be interrupted.

use std::fs::File;
use std::io;
use std::sync::Arc;

use crate::Location;
use crate::directory::{SEGMENT_HEADER, read_head};
use crate::offload::offload;
use crate::record::{Header, Kind, Mark};
use crate::walk::{Item, Walk};
use crate::{BlobId, Error, inner::Inner};

/// How many items are read at a time.
const PAGE: usize = 512;

/// The pages of one segment.
pub(crate) struct Pages {
    pub(crate) segment: u64,
    pub(crate) file: Arc<File>,
    mark: Option<Mark>,
    end: u64,
    /// Where the next page begins; `None` at the end.
    next: Option<u64>,
}

/// Some records of a segment.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) records: Vec<Located>,
    /// How many bytes of fillers there are between them.
    pub(crate) filler_bytes: u64,
    /// Where there is damage between the records.
    pub(crate) damaged: Vec<u64>,
}

/// A record and its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Located {
    pub(crate) location: Location,
    pub(crate) header: Header,
}

impl Located {
    /// The body that the record says it has.
    pub(crate) fn id(&self) -> BlobId {
        self.header.contents.id
    }
}

impl Pages {
    /// The pages of what is durable in `segment` now; `None` when there is no such segment.
    ///
    /// What lies behind is being written, or is what a write that failed could not take back.
    pub(crate) async fn of(inner: &Arc<Inner>, segment: u64) -> Result<Option<Self>, Error> {
        let Some(file) = inner.file(segment).await? else { return Ok(None) };
        let start = SEGMENT_HEADER as u64;
        let end = start + inner.ledger.used(segment);
        let (file, head) = offload(true, move || read_head(&file, segment).map(|head| (file, head))).await??;
        Ok(Some(Self { segment, file, mark: head.mark(), end, next: Some(start) }))
    }

    /// The next page; `None` behind the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Page>, Error> {
        let Some(start) = self.next.take() else { return Ok(None) };
        let (segment, file, mark, end) = (self.segment, Arc::clone(&self.file), self.mark, self.end);
        let (page, next) = offload(true, move || {
            let mut walk = Walk::resume(&file, mark, start, end);
            read_page(&mut walk, segment).map(|(page, more)| (page, more.then(|| walk.position())))
        })
        .await??;
        self.next = next;
        Ok(Some(page))
    }
}

/// Also says whether there may be more.
fn read_page(walk: &mut Walk<'_>, segment: u64) -> io::Result<(Page, bool)> {
    let mut page = Page::default();
    for _ in 0..PAGE {
        match walk.next()? {
            Some(Item::Record { offset, header }) if header.contents.kind == Kind::Body => {
                let location = Location { segment, offset, length: header.record_length() };
                page.records.push(Located { location, header });
            }
            Some(Item::Record { header, .. }) => page.filler_bytes += header.record_length(),
            Some(Item::Damage { offset, .. }) => page.damaged.push(offset),
            None => return Ok((page, false)),
        }
    }
    Ok((page, true))
}
