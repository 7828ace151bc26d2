//! Finishing what a crash or a failure left.

use posthouse_engine::{Batch, Key, Range, Value};
use posthouse_mailbox::{AccountId, Arrived, BlobId, Error as MailboxError, StorageError};

use crate::job::{Row, RowKey, all_rows};
use crate::{Delivery, Error};

/// How many rows are read at once.
const PAGE: usize = 256;

/// What a recovery did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Messages that are in their mailboxes now.
    pub delivered: u64,
    /// Rows of accounts that are no more.
    pub dropped: u64,
    /// Rows that could not be finished, each of them logged; a later recovery tries again.
    pub left: u64,
}

impl Delivery {
    /// Finishes the rows of jobs that were left. Call it at the start, and from time to time: it does no harm while
    /// deliveries are under way.
    ///
    /// # Errors
    /// Where the rows cannot be read.
    pub async fn recover(&self) -> Result<Recovered, Error> {
        let _alone = self.claims.recovering.lock().await;
        let mut recovered = Recovered::default();
        let mut range = Range::prefix(all_rows()).limit(PAGE);
        loop {
            let rows = self.engine.range(range.clone()).await.map_err(storage)?;
            let Some((last, _)) = rows.last() else { return Ok(recovered) };
            range.start = [&last[..], &[0]].concat();
            self.recover_page(&rows, &mut recovered).await;
        }
    }

    /// The bodies that rows refer to, and the owners under which they do; for rebuilding an index of bodies.
    ///
    /// # Errors
    /// Where the rows cannot be read.
    pub async fn references(&self) -> Result<Vec<(BlobId, [u8; 16])>, Error> {
        let rows = self.engine.range(Range::prefix(all_rows())).await.map_err(storage)?;
        let reference = |(key, value): &(Key, Value)| Some((Row::decode(value)?.blob, RowKey::decode(key)?.owner()));
        Ok(rows.iter().filter_map(reference).collect())
    }

    /// Rows of one job stand together, so that its message is read once.
    async fn recover_page(&self, rows: &[(Key, Value)], recovered: &mut Recovered) {
        let mut message = None;
        for (key, value) in rows {
            match self.recover_row(key, value, &mut message).await {
                Ok(Outcome::UnderWay) => {}
                Ok(Outcome::Delivered) => recovered.delivered += 1,
                Ok(Outcome::Dropped) => recovered.dropped += 1,
                Err(error) => {
                    recovered.left += 1;
                    tracing::error!("a delivery job cannot be finished: {error}");
                }
            }
        }
    }

    async fn recover_row(&self, key: &[u8], value: &[u8], message: &mut LastMessage) -> Result<Outcome, Error> {
        let key = RowKey::decode(key).ok_or_else(|| damaged("a row has a malformed key"))?;
        let row = Row::decode(value).ok_or_else(|| damaged("a row is malformed"))?;
        if self.claims.is_claimed(key.job) {
            return Ok(Outcome::UnderWay);
        }
        if !self.account_exists(key.account).await? {
            return self.drop_row(key, &row).await.map(|()| Outcome::Dropped);
        }
        let message = self.message(row.blob, message).await?;
        self.finish_row(key, &row, &message).await.map(|()| Outcome::Delivered)
    }

    async fn message(&self, blob: BlobId, last: &mut LastMessage) -> Result<Arrived, Error> {
        if let Some((_, message)) = last.as_ref().filter(|(id, _)| *id == blob) {
            return Ok(message.clone());
        }
        let found = self.store.arrived(blob).await.map_err(MailboxError::from)?;
        let message = found.ok_or_else(|| damaged("the body of a message is gone"))?;
        Ok(last.insert((blob, message)).1.clone())
    }

    async fn account_exists(&self, account: AccountId) -> Result<bool, Error> {
        let id = posthouse_directory::AccountId(account.0);
        let found = self.directory.account(id).await;
        Ok(found.map_err(|error| unavailable(error.to_string()))?.is_some())
    }

    async fn drop_row(&self, key: RowKey, row: &Row) -> Result<(), Error> {
        let mut batch = Batch::new();
        batch.delete(key.encode());
        self.store.remove_reference(&mut batch, &row.blob, &key.owner());
        self.engine.commit(batch).await.map_err(|error| MailboxError::from(error).into())
    }
}

/// The message of the row before, with its body's id.
type LastMessage = Option<(BlobId, Arrived)>;

enum Outcome {
    /// A delivery is at it.
    UnderWay,
    Delivered,
    Dropped,
}

fn storage(error: posthouse_engine::Error) -> Error {
    MailboxError::from(error).into()
}

fn damaged(what: &str) -> Error {
    MailboxError::from(StorageError::Corrupt(what.to_owned())).into()
}

fn unavailable(what: String) -> Error {
    MailboxError::from(StorageError::Unavailable(what)).into()
}
