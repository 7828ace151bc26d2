//! Making columns from the records of emails, and keeping them.

use super::build::Builder;
use super::load::full;
use super::{Block, SPAN, SpanId, Wanted};
use crate::ops::keep_columns::KeepColumns;
use crate::{Account, Email, EmailId, Error, StorageError};

/// How many records are read at once; few, as each may be a few megabytes long.
const PAGE: usize = 32;

/// Makes and keeps the columns of the spans that became full with one of these emails, in the background: whoever wants
/// them before finds them missing and does the same.
pub(crate) fn keep_filled(account: &Account, emails: &[EmailId]) {
    let last = |email: &&EmailId| email.0 % SPAN == SPAN - 1;
    let spans: Vec<SpanId> = emails.iter().filter(last).map(|email| SpanId::of(*email)).collect();
    if spans.is_empty() {
        return;
    }
    let account = account.clone();
    tokio::spawn(async move {
        for id in spans {
            if let Err(error) = span(&account, id, Wanted::default()).await {
                tracing::warn!(account = %account.id(), span = id.0, "columns could not be made: {error}");
            }
        }
    });
}

/// Makes and keeps all columns of a span; `None` where it is not full yet, or one of its records is damaged.
///
/// # Errors
/// Where the storage fails.
pub(super) async fn span(account: &Account, span: SpanId, wanted: Wanted) -> Result<Option<Block>, Error> {
    if !full(account).contains(&span) {
        return Ok(None);
    }
    let emails = span.emails();
    let emails: Vec<EmailId> = (emails.start.0..emails.end.0).map(EmailId).collect();
    let builder = match built(account, &emails, Wanted::ALL).await {
        Err(Error::Storage(StorageError::Corrupt(_))) => return Ok(None),
        builder => builder?,
    };
    let records: Vec<_> = builder.finish().map(|(column, record)| (span, column, record)).collect();
    let wanted = records.iter().filter(|(_, column, _)| wanted.has(*column));
    let block = Block::of(wanted.map(|(_, column, record)| (*column, record.clone())))?;
    if let Err(error) = account.perform(KeepColumns { records }).await {
        tracing::debug!(account = %account.id(), span = span.0, "columns could not be kept: {error}");
    }
    Ok(Some(block))
}

/// Columns of just these emails, which are not kept.
///
/// # Errors
/// Where the storage fails or a record is damaged.
pub(super) async fn some(account: &Account, emails: &[EmailId], wanted: Wanted) -> Result<Block, Error> {
    Ok(Block::of(built(account, emails, wanted).await?.finish())?)
}

async fn built(account: &Account, emails: &[EmailId], wanted: Wanted) -> Result<Builder, Error> {
    let mut builder = Builder::new(wanted);
    for page in emails.chunks(PAGE) {
        for email in account.emails(page).await? {
            let envelope = email.as_ref().map(Email::envelope).transpose();
            builder.push(envelope.map_err(|error| StorageError::Corrupt(error.to_string()))?.as_ref());
        }
    }
    Ok(builder)
}
