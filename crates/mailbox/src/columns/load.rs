//! Reading columns, for emails that are asked for.

use std::ops::Range;

use super::order::{Group, Order};
use super::{Block, Column, Row, SPAN, SpanId, Wanted, is_of_another_version, make};
use crate::{Account, EmailId, Error, StorageError, keys};

/// How many spans are read at once.
const SPANS: usize = 16;

/// From how many emails of a span on its columns are made, rather than only these emails looked at.
const MANY: usize = 32;

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
    let mut take = |block: &Block, places: &[Place]| {
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
    mut take: impl FnMut(&Block, &[Place]),
) -> Result<(), Error> {
    let order = Order::of(emails);
    for groups in order.groups.chunks(SPANS) {
        let kept = kept(account, groups, wanted).await?;
        let mut fresh = make::Fresh::default();
        for (group, block) in groups.iter().zip(kept) {
            let block = match block {
                None if group.is_large() => fresh.span(account, group.span, wanted).await?,
                block => block,
            };
            let indexes = order.places(group).iter().map(|index| *index as usize);
            if let Some(block) = block {
                let place = |index| Place { index, place: in_span(emails, index) };
                take(&block, &indexes.map(place).collect::<Vec<_>>());
            } else if missing == Missing::Make {
                // An email that is asked for many times, as it lies in a mailbox many times, has one place.
                let asked = order.emails(group, emails);
                let mut distinct = asked.clone();
                distinct.dedup();
                let block = make::some(account, &distinct, wanted).await?;
                let place = |(index, email)| Place { index, place: distinct.partition_point(|other| other < email) };
                take(&block, &indexes.zip(&asked).map(place).collect::<Vec<_>>());
            }
        }
        fresh.keep(account).await;
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// The place of an email in its span.
fn in_span(emails: &[EmailId], index: usize) -> usize {
    emails.get(index).map_or(0, |email| (email.0 % SPAN) as usize)
}

impl Group {
    fn is_large(&self) -> bool {
        self.places.len() >= MANY
    }
}

/// The columns that are kept of each span; `None` where one is missing.
async fn kept(account: &Account, groups: &[Group], wanted: Wanted) -> Result<Vec<Option<Block>>, Error> {
    let (id, full) = (account.id(), full(account));
    let spans = groups.iter().map(|group| group.span).filter(|span| full.contains(span));
    let keys: Vec<_> =
        spans.flat_map(|span| wanted.columns().map(move |column| keys::column(id, column, span))).collect();
    let mut records = account.storage().engine.get_many(&keys).await.map_err(StorageError::from)?.into_iter();
    let mut block = |group: &Group| {
        let is_full = full.contains(&group.span);
        let count = if is_full { wanted.columns().count() } else { 0 };
        let records: Vec<_> = records.by_ref().take(count).collect();
        if is_full { decoded(account, group.span, wanted.columns().zip(records)) } else { None }
    };
    Ok(groups.iter().map(&mut block).collect())
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
