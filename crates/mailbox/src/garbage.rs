//! Removing what no mailbox holds any more, some time after it went, and whole accounts.

use posthouse_blob::BlobId;
use posthouse_engine::{Batch, Key, Range};

use crate::record::{Damaged, Put, Reader, seal, unseal};
use crate::storage::PAGE;
use crate::{AccountId, Email, EmailId, Error, StorageError, Store, keys};

/// What a round of tidying did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Messages removed for ever.
    pub emails: u64,
}

const VERSION: u8 = 1;

/// The emails that one commit set free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Garbage {
    /// Seconds since 1970.
    pub(crate) time: i64,
    pub(crate) emails: Vec<EmailId>,
}

impl Garbage {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut record = Vec::with_capacity(8 + self.emails.len() * 2);
        record.put_u8(VERSION);
        record.put_signed(self.time);
        let mut last = 0;
        for email in &self.emails {
            record.put_signed(email.0.wrapping_sub(last) as i64);
            last = email.0;
        }
        seal(record)
    }

    pub(crate) fn decode(record: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(unseal(record)?);
        if reader.u8()? != VERSION {
            return Err(Damaged("garbage of an unknown version"));
        }
        let time = reader.signed()?;
        let (mut emails, mut last) = (Vec::new(), 0u64);
        while !reader.is_at_end() {
            last = last.wrapping_add(reader.signed()? as u64);
            emails.push(EmailId(last));
        }
        Ok(Self { time, emails })
    }
}

impl Store {
    /// Removes the messages that lost their last placement at least `grace` seconds ago: until then, a session that has
    /// not yet been told of an expunge can read them.
    ///
    /// # Errors
    /// Where the storage fails; what is left is removed by a later round.
    pub async fn tidy(&self, grace: i64) -> Result<Tidied, Error> {
        let mut tidied = Tidied::default();
        let mut range = Some(Range::prefix(keys::all_garbage()));
        while let Some(next) = range {
            let (rows, rest) = self.storage().page(next).await?;
            for (key, record) in rows {
                let account = keys::parse_garbage(&key)
                    .ok_or_else(|| StorageError::Corrupt("a garbage key is malformed".into()))?;
                let garbage = Garbage::decode(&record).map_err(StorageError::from)?;
                if self.clock().seconds().saturating_sub(garbage.time) < grace {
                    continue;
                }
                let emails = garbage.emails;
                self.remove_emails(account, &emails).await?;
                self.commit_deletes([key]).await?;
                tidied.emails += emails.len() as u64;
            }
            range = rest;
        }
        Ok(tidied)
    }

    /// Removes everything an account has: its mailboxes, its log, its messages. Whoever still holds it changes nothing more.
    ///
    /// # Errors
    /// Where the storage fails; calling it again goes on.
    pub async fn remove_account(&self, account: AccountId) -> Result<(), Error> {
        self.close(account).await;
        let all_emails = Range::between(keys::email(account, EmailId(0)), keys::email_end(account));
        loop {
            let (rows, _) = self.storage().page(all_emails.clone()).await?;
            if rows.is_empty() {
                break;
            }
            let emails: Vec<_> = rows.iter().filter_map(|(key, _)| keys::parse_email(account, key)).collect();
            self.remove_emails(account, &emails).await?;
        }
        self.remove_rows(Range::prefix(keys::garbage_of(account))).await?;
        self.remove_rows(Range::prefix(keys::account(account))).await
    }

    async fn remove_rows(&self, range: Range) -> Result<(), Error> {
        loop {
            let (rows, rest) = self.storage().page(range.clone()).await?;
            self.commit_deletes(rows.into_iter().map(|(key, _)| key)).await?;
            if rest.is_none() {
                return Ok(());
            }
        }
    }

    /// Removes records and the references to their bodies; emails that are gone already are passed over.
    async fn remove_emails(&self, account: AccountId, emails: &[EmailId]) -> Result<(), Error> {
        for page in emails.chunks(PAGE) {
            let keys: Vec<Key> = page.iter().map(|email| keys::email(account, *email)).collect();
            let records = self.storage().engine.get_many(&keys).await?;
            let mut batch = Batch::new();
            let mut blobs: Vec<BlobId> = Vec::new();
            for ((email, key), record) in page.iter().zip(keys).zip(records) {
                let Some(record) = record else { continue };
                let blob = Email::decode(record).map_err(StorageError::from)?.blob;
                self.remove_reference(&mut batch, &blob, &keys::owner(account, *email));
                batch.delete(key);
                blobs.push(blob);
            }
            self.storage().engine.commit(batch).await?;
            self.storage().blobs.released(&blobs);
        }
        Ok(())
    }

    async fn commit_deletes(&self, keys: impl IntoIterator<Item = Key>) -> Result<(), Error> {
        let mut batch = Batch::new();
        keys.into_iter().for_each(|key| _ = batch.delete(key));
        Ok(self.storage().engine.commit(batch).await?)
    }
}
