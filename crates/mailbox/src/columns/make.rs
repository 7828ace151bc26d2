//! Making columns from the records of emails, and keeping them.

use super::build::Builder;
use super::{Block, Column, SPAN, SpanId, Wanted};
use crate::ops::keep_columns::KeepColumns;
use crate::{Account, EmailId, Error, StorageError};

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
        for span in spans {
            let mut fresh = Fresh::default();
            if let Err(error) = fresh.span(&account, span, Wanted::default()).await {
                tracing::warn!(account = %account.id(), span = span.0, "columns could not be made: {error}");
            }
            fresh.keep(&account).await;
        }
    });
}

/// Columns that were made and are not kept yet.
#[derive(Default)]
pub(super) struct Fresh(Vec<(SpanId, Column, Vec<u8>)>);

impl Fresh {
    /// Makes all columns of a full span; `None` where one of its records is damaged.
    ///
    /// # Errors
    /// Where the storage fails.
    pub(super) async fn span(
        &mut self,
        account: &Account,
        span: SpanId,
        wanted: Wanted,
    ) -> Result<Option<Block>, Error> {
        let emails = span.emails();
        let emails: Vec<EmailId> = (emails.start.0..emails.end.0).map(EmailId).collect();
        let builder = match built(account, &emails, Wanted::ALL).await {
            Err(Error::Storage(StorageError::Corrupt(_))) => return Ok(None),
            builder => builder?,
        };
        let records: Vec<_> = builder.finish().map(|(column, record)| (span, column, record)).collect();
        let wanted = records.iter().filter(|(_, column, _)| wanted.has(*column));
        let block = Block::of(wanted.map(|(_, column, record)| (*column, record.clone())))?;
        self.0.extend(records);
        Ok(Some(block))
    }

    /// Keeps them. Where that fails, they are made again the next time.
    pub(super) async fn keep(self, account: &Account) {
        if self.0.is_empty() {
            return;
        }
        if let Err(error) = account.perform(KeepColumns { records: self.0 }).await {
            tracing::debug!(account = %account.id(), "columns could not be kept: {error}");
        }
    }
}

/// Columns of just these emails, which are not kept.
///
/// # Errors
/// Where the storage fails or a record is damaged.
pub(super) async fn some(account: &Account, emails: &[EmailId], wanted: Wanted) -> Result<Block, Error> {
    Ok(built(account, emails, wanted).await?.block()?)
}

async fn built(account: &Account, emails: &[EmailId], wanted: Wanted) -> Result<Builder, Error> {
    let mut builder = Builder::new(wanted);
    for page in emails.chunks(PAGE) {
        for email in account.emails(page).await? {
            let pushed = builder.push(email.as_ref());
            pushed.map_err(|error| StorageError::Corrupt(error.to_string()))?;
        }
    }
    Ok(builder)
}
