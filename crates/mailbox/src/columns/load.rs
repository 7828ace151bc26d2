//! Reading columns, for emails that are asked for.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use posthouse_engine::Error as EngineError;
use tokio::task::{JoinError, JoinHandle};

use super::order::{Group, Order};
use super::{Block, Column, Row, SPAN, SpanId, Wanted, is_of_another_version, make, open};
use crate::{Account, EmailId, Error, StorageError, keys};

/// How many spans are read at once.
const SPANS: usize = 8;

/// How many reads are under way: where the disk is asked, it does several in the time of one.
const AHEAD: usize = 4;

/// From how many emails of a span on its columns are made, rather than only these emails looked at.
pub(crate) const MANY: usize = 32;

/// From how many emails of a span on its columns of pieces are read.
const VERY_MANY: usize = 128;

/// What becomes of emails that have no columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Their records are read instead.
    Make,
    /// They are left out.
    Leave,
}

/// One of the emails that are asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Its place among those that are asked for.
    pub(crate) index: usize,
    /// Its place in the columns.
    pub(crate) place: usize,
}

/// Calls `take` for each of the emails, in some order, with its place in `emails` and what the columns have of it.
///
/// # Errors
/// Where the storage fails or a record is damaged.
pub(crate) async fn visit(
    account: &Account,
    emails: &[EmailId],
    wanted: Wanted,
    missing: Missing,
    mut take: impl FnMut(usize, Row<'_>),
) -> Result<(), Error> {
    let mut take = |block: Arc<Block>, places: &[Place]| {
        places.iter().for_each(|place| take(place.index, block.row(place.place)));
    };
    visit_blocks(account, emails, wanted, missing, &mut take).await
}

/// As [`visit`], with all emails of a span at once.
///
/// # Errors
/// As [`visit`].
pub(crate) async fn visit_blocks(
    account: &Account,
    emails: &[EmailId],
    wanted: Wanted,
    missing: Missing,
    mut take: impl FnMut(Arc<Block>, &[Place]),
) -> Result<(), Error> {
    let order = Order::of(emails);
    if missing == Missing::Leave && !order.groups.iter().any(|group| group.is_worth(wanted)) {
        return Ok(());
    }
    let mut chunks = order.groups.chunks(SPANS);
    let mut ahead = VecDeque::new();
    loop {
        while ahead.len() < AHEAD {
            let Some(groups) = chunks.next() else { break };
            ahead.push_back((groups, Reading::begin(account, groups, wanted)));
        }
        let Some((groups, reading)) = ahead.pop_front() else { return Ok(()) };
        let mut fresh = make::Fresh::default();
        for (group, block) in groups.iter().zip(reading.finish().await?) {
            let block = match block {
                None if group.is_large() && group.is_worth(wanted) => {
                    made(account, group.span, order.last(group, emails), &mut fresh, wanted).await?
                }
                block => block.map(Arc::new),
            };
            match block {
                Some(block) => take(block, &order.in_span(group, emails)),
                None if missing == Missing::Make => {
                    let (block, places) = of_records(account, &order, group, emails, wanted).await?;
                    take(Arc::new(block), &places);
                }
                None => {}
            }
        }
        fresh.keep(account).await;
        tokio::task::yield_now().await;
    }
}

/// Columns that are not kept: of a full span they will be, of the last one they stay in memory. `None` where a record is
/// damaged.
async fn made(
    account: &Account,
    span: SpanId,
    last: EmailId,
    fresh: &mut make::Fresh,
    wanted: Wanted,
) -> Result<Option<Arc<Block>>, Error> {
    if full(account).contains(&span) {
        return Ok(fresh.span(account, span, wanted).await?.map(Arc::new));
    }
    match open::columns(account, span, last, wanted).await {
        Err(Error::Storage(StorageError::Corrupt(_))) => Ok(None),
        block => block.map(Some),
    }
}

impl Order {
    /// The emails of a group, as the columns of their span have them.
    fn in_span(&self, group: &Group, emails: &[EmailId]) -> Vec<Place> {
        let in_span = |index: usize| emails.get(index).map_or(0, |email| (email.0 % SPAN) as usize);
        self.indexes(group).map(|index| Place { index, place: in_span(index) }).collect()
    }

    fn last(&self, group: &Group, emails: &[EmailId]) -> EmailId {
        self.indexes(group).last().and_then(|index| emails.get(index).copied()).unwrap_or_default()
    }

    fn indexes(&self, group: &Group) -> impl Iterator<Item = usize> {
        self.places(group).iter().map(|index| *index as usize)
    }
}

/// Columns of just the emails of a group, which are not kept.
async fn of_records(
    account: &Account,
    order: &Order,
    group: &Group,
    emails: &[EmailId],
    wanted: Wanted,
) -> Result<(Block, Vec<Place>), Error> {
    // An email that is asked for many times, as it lies in a mailbox many times, has one place.
    let asked = order.emails(group, emails);
    let mut distinct = asked.clone();
    distinct.dedup();
    let block = make::some(account, &distinct, wanted).await?;
    let place = |(index, email)| Place { index, place: distinct.partition_point(|other| other < email) };
    Ok((block, order.indexes(group).zip(&asked).map(place).collect()))
}

/// The columns of some spans, which are being read on whichever processor is free. Dropping it stops that.
struct Reading(JoinHandle<Result<Vec<Option<Block>>, Error>>);

impl Reading {
    fn begin(account: &Account, groups: &[Group], wanted: Wanted) -> Self {
        let full = full(account);
        let is_read = |group: &Group| full.contains(&group.span) && group.is_worth(wanted);
        let spans = groups.iter().map(|group| is_read(group).then_some(group.span)).collect();
        Self(tokio::spawn(kept(account.clone(), spans, wanted)))
    }

    /// `None` for a span of which a column is missing, or which is not worth reading.
    async fn finish(mut self) -> Result<Vec<Option<Block>>, Error> {
        let stopped = |stopped: JoinError| Err(StorageError::from(stopped).into());
        (&mut self.0).await.unwrap_or_else(stopped)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Group {
    fn is_large(&self) -> bool {
        self.places.len() >= MANY
    }

    /// Whether it costs less to read the columns than the records of these emails.
    fn is_worth(&self, wanted: Wanted) -> bool {
        !wanted.is_heavy() || self.places.len() >= VERY_MANY
    }
}

/// The columns that are kept of each span; `None` where one is missing, or cannot be read although the storage is there.
async fn kept(account: Account, spans: Vec<Option<SpanId>>, wanted: Wanted) -> Result<Vec<Option<Block>>, Error> {
    let key = |span| wanted.columns().map(move |column| (column, span));
    let keys =
        spans.iter().flatten().copied().flat_map(key).map(|(column, span)| keys::column(account.id(), column, span));
    let keys: Vec<_> = keys.collect();
    let mut records = match account.storage().engine.get_many(&keys).await {
        Ok(records) => records.into_iter(),
        Err(EngineError::Corrupt(what)) => {
            tracing::warn!(account = %account.id(), "columns cannot be read and are done without: {what}");
            return Ok(spans.iter().map(|_| None).collect());
        }
        Err(error) => return Err(StorageError::from(error).into()),
    };
    let mut block = |span: &Option<SpanId>| {
        let span = (*span)?;
        let records: Vec<_> = records.by_ref().take(wanted.columns().count()).collect();
        decoded(&account, span, wanted.columns().zip(records))
    };
    Ok(spans.iter().map(&mut block).collect())
}

/// The spans all of whose emails have come.
pub(super) fn full(account: &Account) -> Range<SpanId> {
    SpanId(0)..SpanId(account.next_email().0 / SPAN)
}

fn decoded(account: &Account, span: SpanId, records: impl Iterator<Item = (Column, Option<Vec<u8>>)>) -> Option<Block> {
    let mut block = Block::default();
    for (column, record) in records {
        let record = record?;
        if is_of_another_version(&record) {
            return None;
        }
        if let Err(error) = block.add(column, record) {
            tracing::warn!(account = %account.id(), span = span.0, "a column is damaged and is made again: {error}");
            return None;
        }
    }
    Some(block)
}
