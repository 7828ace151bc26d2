//! Reading columns, for emails that are asked for.

use std::ops::Range;

use posthouse_message::DecodeError;

use super::build::Builder;
use super::{Block, Row, SpanId, Wanted};
use crate::{Account, EmailId, Error, StorageError};

/// How many emails are looked at before other tasks get their turn.
const PAGE: usize = 4096;

/// Calls `take` for each of the emails, in some order, with its place in `emails` and what the columns have of it.
///
/// # Errors
/// Where the storage fails or a record is damaged.
pub(crate) async fn visit(
    account: &Account,
    emails: &[EmailId],
    wanted: Wanted,
    mut take: impl FnMut(usize, Row<'_>),
) -> Result<(), Error> {
    let order = Order::of(emails);
    for page in order.groups.chunks(PAGE / super::SPAN as usize) {
        for group in page {
            let places = order.places.get(group.places.clone()).unwrap_or_default();
            let block = made(account, emails, places, wanted).await?;
            for (place, &index) in places.iter().enumerate() {
                take(index as usize, Row { block: &block, place });
            }
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// Emails by their spans.
struct Order {
    /// Places of emails, those of a span side by side.
    places: Vec<u32>,
    groups: Vec<Group>,
}

/// The emails of a span.
struct Group {
    span: SpanId,
    /// Which of [`Order::places`].
    places: Range<usize>,
}

impl Order {
    fn of(emails: &[EmailId]) -> Self {
        let email = |place: &u32| emails.get(*place as usize).copied().unwrap_or_default();
        let mut places: Vec<u32> = (0..emails.len() as u32).collect();
        if !emails.is_sorted() {
            places.sort_unstable_by_key(email);
        }
        let mut groups: Vec<Group> = Vec::new();
        for (at, place) in places.iter().enumerate() {
            let span = SpanId::of(email(place));
            match groups.last_mut() {
                Some(group) if group.span == span => group.places.end = at + 1,
                _ => groups.push(Group { span, places: at..at + 1 }),
            }
        }
        Self { places, groups }
    }
}

/// Columns of just these emails, from their records.
async fn made(account: &Account, emails: &[EmailId], places: &[u32], wanted: Wanted) -> Result<Block, Error> {
    let ids: Vec<EmailId> = places.iter().filter_map(|place| emails.get(*place as usize).copied()).collect();
    let mut builder = Builder::new(wanted);
    for email in account.emails(&ids).await? {
        let envelope = email.as_ref().map(|email| email.envelope()).transpose().map_err(damaged)?;
        builder.push(envelope.as_ref());
    }
    let mut block = Block::default();
    for (column, record) in builder.finish() {
        block.add(column, record).map_err(StorageError::from)?;
    }
    Ok(block)
}

fn damaged(error: DecodeError) -> Error {
    StorageError::Corrupt(error.to_string()).into()
}
