//! Giving back the room of segments that are mostly dead.
//!
//! What lives is copied to the open segment and synced, then the index is told, then the file is removed. A crash in
//! between leaves copies that nobody refers to, which a sweep finds, or a file without living records, which the next
//! compaction removes. A segment is only removed when each of its records has been seen to be dead or moved; damage
//! and held bodies keep it.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use posthouse_engine::Batch;

use crate::active::{Record, Rest};
use crate::check::{Unreadable, check_frames};
use crate::examined::Examined;
use crate::index::{self, Entry};
use crate::inner::Inner;
use crate::offload::offload;
use crate::pages::{Located, Page, Pages};
use crate::pins::Examination;
use crate::record::HEADER;
use crate::writer::Answer;
use crate::{Collected, Error, Location};

/// How many records are moved with one sync and one commit.
const MOVED: usize = 32;
/// A longer record is not read into memory.
const IN_MEMORY: u64 = 128 << 10;

/// Compacts every segment that is worth it. Those with the least alive come first, since they need the least room.
pub(crate) async fn run(inner: &Arc<Inner>, collected: &mut Collected) -> Result<(), Error> {
    let mut result = Ok(());
    for segment in inner.ledger.victims() {
        let compacted = compact(inner, segment, collected).await;
        result = result.and(compacted);
    }
    result
}

async fn compact(inner: &Arc<Inner>, segment: u64, collected: &mut Collected) -> Result<(), Error> {
    let Some(mut pages) = Pages::of(inner, segment).await? else {
        inner.ledger.remove(segment);
        return Ok(());
    };
    let mut left = Left::Nothing;
    while let Some(page) = pages.next().await? {
        left = left.max(evacuate(inner, &pages.file, &page, collected).await?);
    }
    match left {
        Left::Nothing => remove(inner, segment, &pages.file, collected).await?,
        Left::Held => {}
        Left::Damaged => inner.ledger.give_up(segment),
    }
    Ok(())
}

/// What is left in a segment that still counts; the worst of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    Nothing,
    /// It will be let go soon.
    Held,
    /// It stays for good.
    Damaged,
}

async fn remove(inner: &Arc<Inner>, segment: u64, file: &Arc<File>, collected: &mut Collected) -> Result<(), Error> {
    let (remover, file) = (Arc::clone(inner), Arc::clone(file));
    let remove = move || {
        let length = file.metadata()?.len();
        remover.directory.remove_segment(segment).map(|()| length)
    };
    collected.removed_bytes += offload(true, remove).await??;
    inner.readers.forget(segment);
    inner.ledger.remove(segment);
    collected.removed_segments += 1;
    Ok(())
}

/// Moves what lives in `page`; says what is left.
async fn evacuate(inner: &Arc<Inner>, file: &Arc<File>, page: &Page, collected: &mut Collected) -> Result<Left, Error> {
    let mut left = if page.damaged.is_empty() { Left::Nothing } else { Left::Damaged };
    for records in page.records.chunks(MOVED) {
        let examined = Examined::of(inner, records.iter().map(Located::id)).await?;
        let mut move_ = Move { examined, batch: Batch::new(), copies: Vec::new(), dead: Vec::new() };
        for record in records {
            left = left.max(move_.add(inner, file, record).await?);
        }
        collected.moved_bodies += move_.finish(inner).await?;
    }
    Ok(left)
}

/// Some records on their way to another segment.
struct Move {
    examined: Examined,
    batch: Batch,
    copies: Vec<(Examination, Location, Answer)>,
    /// Bodies without a reference whose rows are being removed.
    dead: Vec<(Examination, Location)>,
}

impl Move {
    /// Says what is left of the record where it is.
    async fn add(&mut self, inner: &Arc<Inner>, file: &Arc<File>, record: &Located) -> Result<Left, Error> {
        let Some(Entry { location, referenced }) = self.examined.entry(&record.id()) else { return Ok(Left::Held) };
        if location != Some(record.location) {
            return Ok(Left::Nothing);
        }
        let Some(examination) = self.examined.take(&record.id()) else { return Ok(Left::Held) };
        if !referenced {
            index::delete_body(&mut self.batch, &examination.id, record.location);
            self.dead.push((examination, record.location));
            return Ok(Left::Nothing);
        }
        let (file, located) = (Arc::clone(file), *record);
        match offload(true, move || copy(&file, &located)).await? {
            Ok(copy) => self.copies.push((examination, record.location, inner.writer.append(copy).await?)),
            Err(Unreadable::Damaged(_)) => return Ok(Left::Damaged),
            Err(Unreadable::Io(error)) => return Err(error.into()),
        }
        Ok(Left::Nothing)
    }

    /// Waits until the copies are durable, then commits their new places and buries the old ones; says how many there are.
    async fn finish(self, inner: &Inner) -> Result<u64, Error> {
        let Self { mut batch, copies, dead, examined: _examined } = self;
        let mut left_behind = dead;
        let mut moved = 0;
        for (examination, from, answer) in copies {
            let to = answer.await.map_err(|_| Error::Stopped)??;
            index::move_body(&mut batch, &examination.id, from, to);
            left_behind.push((examination, from));
            moved += 1;
        }
        inner.index.commit(batch).await?;
        left_behind.iter().for_each(|(_, location)| inner.ledger.bury(location.segment, location.length));
        Ok(moved)
    }
}

/// The same record, to be appended elsewhere.
fn copy(file: &Arc<File>, record: &Located) -> Result<Record, Unreadable> {
    let Located { location: Location { offset, length, .. }, header } = record;
    check_frames(file, *offset, header)?;
    let in_memory = if *length <= IN_MEMORY { *length } else { HEADER as u64 + header.table_length() };
    let mut front = vec![0; usize::try_from(in_memory).map_err(|_| "the record is impossibly long")?];
    file.read_exact_at(&mut front, *offset)?;
    let rest = Rest { file: Arc::clone(file), offset: offset + in_memory, length: length - in_memory };
    Ok(Record::new(header.contents, front, Some(rest).filter(|rest| rest.length > 0)))
}
