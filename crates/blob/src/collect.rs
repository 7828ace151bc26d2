//! Finding garbage and freeing its room.
//!
//! A body is garbage when nobody holds it and the index has no reference to it. Both are looked at while the body is
//! examined (see [`crate::pins`]), so nobody can begin to hold it in between; and a reference is only ever committed by
//! somebody who holds the body. Garbage loses its row in the index first. Its bytes stay in the segment, counted as
//! dead, until compaction copies what lives out of a mostly dead segment and removes the file.

use std::sync::Arc;

use posthouse_engine::Batch;

use crate::examined::Examined;
use crate::garbage::Candidate;
use crate::index::{self, Entry};
use crate::inner::Inner;
use crate::offload::offload;
use crate::pages::{Located, Pages};
use crate::pins::Examination;
use crate::{Collected, Error, Location, compact};

/// How many bodies are examined at a time; who wants to store one of them again waits so long.
const EXAMINED: usize = 128;
/// The open segment is closed to be compacted when this part of its full size is dead, and most of what it has.
const OPEN_SEGMENT_PART: u64 = 8;

/// Where to look for garbage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Among what was released.
    Released,
    /// Everywhere.
    Everything,
}

/// Collects on a task of its own: given up half-way, a commit might still take effect after its examination is over.
pub(crate) async fn run(inner: Arc<Inner>, scope: Scope) -> Result<Collected, Error> {
    tokio::spawn(async move { Collector { inner: &inner, collected: Collected::default() }.run(scope).await })
        .await
        .map_err(|_| Error::Stopped)?
}

struct Collector<'a> {
    inner: &'a Arc<Inner>,
    collected: Collected,
}

/// What is about to be declared dead.
#[derive(Default)]
struct Verdict {
    batch: Batch,
    dead: Vec<Location>,
    /// Held until the batch is committed.
    examinations: Vec<Examination>,
}

impl Collector<'_> {
    async fn run(mut self, scope: Scope) -> Result<Collected, Error> {
        let _turn = self.inner.turn.lock().await;
        let marked = self.mark(scope).await;
        if marked.is_err() {
            self.inner.garbage.ask_for_sweep();
        }
        self.save_ledger().await;
        marked?;
        self.close_open_segment().await?;
        let compacted = compact::run(self.inner, &mut self.collected).await;
        self.save_ledger().await;
        compacted.map(|()| self.collected)
    }

    async fn mark(&mut self, scope: Scope) -> Result<(), Error> {
        let queue = self.inner.garbage.take();
        if queue.overflowed || scope == Scope::Everything {
            return self.mark_everything().await;
        }
        for candidates in queue.candidates.chunks(EXAMINED) {
            self.mark_candidates(candidates).await?;
        }
        Ok(())
    }

    async fn mark_candidates(&mut self, candidates: &[Candidate]) -> Result<(), Error> {
        let mut verdict = Verdict::default();
        let mut examined = Examined::of(self.inner, candidates.iter().map(|candidate| candidate.id)).await?;
        for Candidate { id, abandoned } in candidates {
            let Some(entry) = examined.entry(id) else { continue };
            verdict.dead.extend(abandoned.filter(|location| entry.location != Some(*location)));
            verdict.judge(examined.take(id), entry);
        }
        for location in self.execute(verdict).await? {
            self.inner.ledger.bury(location.segment, location.length);
        }
        Ok(())
    }

    async fn mark_everything(&mut self) -> Result<(), Error> {
        for segment in self.inner.ledger.segments() {
            let Some(mut pages) = Pages::of(self.inner, segment).await? else { continue };
            let mut dead = 0;
            while let Some(page) = pages.next().await? {
                dead += page.filler_bytes + self.mark_records(&page.records).await?;
            }
            self.inner.ledger.set_dead(segment, dead);
        }
        Ok(())
    }

    /// Returns how many bytes of these records are dead.
    async fn mark_records(&mut self, records: &[Located]) -> Result<u64, Error> {
        let mut bytes = 0;
        for records in records.chunks(EXAMINED) {
            let mut verdict = Verdict::default();
            let mut examined = Examined::of(self.inner, records.iter().map(Located::id)).await?;
            for record @ Located { location, .. } in records {
                let Some(entry) = examined.entry(&record.id()) else { continue };
                if entry.location == Some(*location) {
                    verdict.judge(examined.take(&record.id()), entry);
                } else {
                    verdict.dead.push(*location);
                }
            }
            bytes += self.execute(verdict).await?.iter().map(|location| location.length).sum::<u64>();
        }
        Ok(bytes)
    }

    async fn execute(&mut self, verdict: Verdict) -> Result<Vec<Location>, Error> {
        self.inner.index.commit(verdict.batch).await?;
        drop(verdict.examinations);
        self.collected.dead_bodies += verdict.dead.len() as u64;
        self.collected.dead_bytes += verdict.dead.iter().map(|location| location.length).sum::<u64>();
        Ok(verdict.dead)
    }

    async fn close_open_segment(&self) -> Result<(), Error> {
        let least = self.inner.options.segment_size / OPEN_SEGMENT_PART;
        if self.inner.ledger.is_open_segment_a_victim(least) {
            self.inner.writer.seal().await?;
        }
        Ok(())
    }

    /// The ledger's file is a hint; a sweep is as good.
    async fn save_ledger(&self) {
        let inner = Arc::clone(self.inner);
        let saved = offload(true, move || inner.ledger.save(inner.directory.ledger())).await;
        if !matches!(saved, Ok(Ok(()))) {
            self.inner.garbage.ask_for_sweep();
        }
    }
}

impl Verdict {
    /// A body without a reference loses its row.
    fn judge(&mut self, examination: Option<Examination>, entry: Entry) {
        let unreferenced = entry.location.filter(|_| !entry.referenced);
        if let (Some(examination), Some(location)) = (examination, unreferenced) {
            index::delete_body(&mut self.batch, &examination.id, location);
            self.dead.push(location);
            self.examinations.push(examination);
        }
    }
}
