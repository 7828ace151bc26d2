//! Reading everything there is and reporting what is wrong.

use std::sync::Arc;

use crate::check::{check_body, read_header};
use crate::index::{self, Row};
use crate::inner::Inner;
use crate::offload::offload;
use crate::pages::{Located, Pages};
use crate::{BlobId, Error, Location, Problem, Summary};

/// Checks every segment, then every row of the index.
pub(crate) async fn run(inner: &Arc<Inner>, report: &mut (dyn FnMut(Problem) + Send)) -> Result<Summary, Error> {
    let _turn = inner.turn.lock().await;
    let mut verifier = Verifier { inner, summary: Summary::default(), report };
    for segment in inner.ledger.segments() {
        verifier.segment(segment).await?;
    }
    verifier.index().await?;
    Ok(verifier.summary)
}

struct Verifier<'a> {
    inner: &'a Arc<Inner>,
    summary: Summary,
    report: &'a mut (dyn FnMut(Problem) + Send),
}

impl Verifier<'_> {
    async fn segment(&mut self, segment: u64) -> Result<(), Error> {
        let Some(mut pages) = Pages::of(self.inner, segment).await? else { return Ok(()) };
        self.summary.segments += 1;
        while let Some(page) = pages.next().await? {
            for offset in page.damaged {
                let error = Error::Corrupt { segment, offset, what: "no record begins here" };
                self.problem(Problem::Damaged { id: None, error });
            }
            for record in page.records {
                self.record(&pages, record).await?;
            }
        }
        Ok(())
    }

    async fn record(&mut self, pages: &Pages, record: Located) -> Result<(), Error> {
        let (file, codec) = (Arc::clone(&pages.file), Arc::clone(&self.inner.codec));
        let Located { location, header } = record;
        let checked = offload(true, move || check_body(&file, location.offset, &header, &codec)).await?;
        if let Err(unreadable) = checked {
            let error = unreadable.at(location.segment, location.offset);
            self.problem(Problem::Damaged { id: Some(header.contents.id), error });
            return Ok(());
        }
        self.summary.bodies += 1;
        self.summary.raw_bytes += header.contents.raw_length;
        self.summary.stored_bytes += location.length;
        Ok(())
    }

    async fn index(&mut self) -> Result<(), Error> {
        let mut next = Some(index::first_key());
        let mut last = None;
        while let Some(start) = next {
            let (rows, behind) = self.inner.index.page(start).await?;
            for missing in missing(self.inner, rows, &mut last).await? {
                self.problem(Problem::Missing { id: missing });
            }
            next = behind;
        }
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        self.summary.problems += 1;
        (self.report)(problem);
    }
}

/// The bodies of `rows` that are not where their row says, or that have a reference but no row. A body's row comes
/// before its references; `last` is the body that the rows before were about.
async fn missing(inner: &Arc<Inner>, rows: Vec<Row>, last: &mut Option<BlobId>) -> Result<Vec<BlobId>, Error> {
    let (inner, before) = (Arc::clone(inner), *last);
    let (missing, after) = offload(true, move || {
        let mut last = before;
        let missing = rows.into_iter().filter_map(|row| {
            let (id, is_there) = match row {
                Row::Body(id, location) => (id, is_at(&inner, &id, &location)),
                Row::Reference(id) => (id, last == Some(id)),
            };
            last = Some(id);
            (!is_there).then_some(id)
        });
        (missing.collect(), last)
    })
    .await?;
    *last = after;
    Ok(missing)
}

fn is_at(inner: &Inner, id: &BlobId, location: &Location) -> bool {
    let Ok(Some(file)) = inner.readers.file(location.segment) else { return false };
    read_header(&file, location.offset).is_ok_and(|header| header.is_of(id, location))
}
