//! Removing what no mailbox holds any more, some time after it went, and whole accounts.

use std::collections::BTreeSet;

use posthouse_blob::BlobId;
use posthouse_engine::{Batch, Key, Range, Value};

use crate::columns::{Column, MANY, SpanId};
use crate::record::{Damaged, Put, Reader, seal, unseal};
use crate::storage::PAGE;
use crate::{AccountId, BodyPlace, Email, EmailId, Error, Store, keys};

/// What a round of tidying did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Messages removed for ever.
    pub emails: u64,
}

const VERSION: u8 = 1;

/// How many writes make a commit of their own.
const LARGE: usize = 4096;

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

/// What goes in one commit.
#[derive(Default)]
pub(crate) struct Removal {
    batch: Batch,
    blobs: Vec<BlobId>,
    emails: u64,
    /// What emails go from.
    spans: BTreeSet<(AccountId, SpanId)>,
}

impl Store {
    /// Removes the messages that lost their last placement at least `grace` seconds ago: until then, a session that has
    /// not yet been told of an expunge can read them. What is damaged is logged and passed over.
    ///
    /// # Errors
    /// Where the storage fails; what is left is removed by a later round.
    pub async fn tidy(&self, grace: i64) -> Result<Tidied, Error> {
        let before = self.clock().seconds().saturating_sub(grace);
        let mut tidied = Tidied::default();
        let mut range = Some(Range::prefix(keys::all_garbage()));
        while let Some(next) = range {
            let (rows, rest) = self.storage().page(next).await?;
            tidied.emails += self.tidy_page(rows, before).await?;
            range = rest;
        }
        Ok(tidied)
    }

    async fn tidy_page(&self, rows: Vec<(Key, Value)>, before: i64) -> Result<u64, Error> {
        let mut removal = Removal::default();
        let mut emails = 0;
        for (key, record) in rows {
            let Some((account, garbage)) = readable(&key, &record) else { continue };
            if garbage.time > before {
                continue;
            }
            for page in garbage.emails.chunks(PAGE) {
                self.add_emails(account, page, &mut removal).await?;
                emails += self.commit_if(removal.batch.writes.len() >= LARGE, &mut removal).await?;
            }
            removal.batch.delete(key);
        }
        Ok(emails + self.commit_if(true, &mut removal).await?)
    }

    /// Removes everything an account has: its mailboxes, its log, its messages. Whoever still holds it sees an account without
    /// mailboxes, and changes nothing more.
    ///
    /// # Errors
    /// Where the storage fails; calling it again goes on.
    pub async fn remove_account(&self, account: AccountId) -> Result<(), Error> {
        self.close(account).await;
        self.forget_shares_of(account).await?;
        self.forget_moves_from(account).await?;
        let emails = Range::between(keys::email(account, EmailId(0)), keys::email_end(account));
        self.remove_rows(emails, |key, record, removal| match keys::parse_email(account, key) {
            Some(email) => self.add_email(account, email, record, removal),
            None => tracing::error!(%account, "an email key is malformed"),
        })
        .await?;
        self.remove_rows(Range::prefix(keys::garbage_of(account)), |_, _, _| {}).await?;
        self.remove_rows(Range::prefix(keys::account(account)), |_, _, _| {}).await
    }

    /// Removes every row of a range, with what each row asks for beside.
    pub(crate) async fn remove_rows(
        &self,
        range: Range,
        mut beside: impl FnMut(&[u8], Value, &mut Removal),
    ) -> Result<(), Error> {
        loop {
            let (rows, rest) = self.storage().page(range.clone()).await?;
            let mut removal = Removal::default();
            for (key, record) in rows {
                beside(&key, record, &mut removal);
                removal.batch.delete(key);
            }
            self.commit_if(true, &mut removal).await?;
            if rest.is_none() {
                return Ok(());
            }
        }
    }

    /// Adds the removal of emails; those that are gone already are passed over.
    async fn add_emails(&self, account: AccountId, emails: &[EmailId], removal: &mut Removal) -> Result<(), Error> {
        let keys: Vec<Key> = emails.iter().map(|email| keys::email(account, *email)).collect();
        let records = self.storage().engine.get_many(&keys).await?;
        for ((email, key), record) in emails.iter().zip(keys).zip(records) {
            let Some(record) = record else { continue };
            self.add_email(account, *email, record, removal);
            removal.batch.delete(key);
            removal.spans.insert((account, SpanId::of(*email)));
        }
        Ok(())
    }

    /// Adds the removal of an email's reference to its body. Where the record does not say which, a body is left behind.
    fn add_email(&self, account: AccountId, email: EmailId, record: Value, removal: &mut Removal) {
        match Email::decode(record) {
            Ok(Email { body: BodyPlace { blob, .. }, .. }) => {
                self.remove_reference(&mut removal.batch, &blob, &keys::owner(account, email));
                removal.blobs.push(blob);
                removal.emails += 1;
            }
            Err(error) => tracing::error!(%account, %email, "a removed message leaves its body behind: {error}"),
        }
    }

    async fn commit_if(&self, due: bool, removal: &mut Removal) -> Result<u64, Error> {
        if !due || removal.batch.is_empty() {
            return Ok(0);
        }
        let removal = std::mem::take(removal);
        self.storage().engine.commit(removal.batch).await?;
        self.storage().blobs.released(&removal.blobs);
        for (account, span) in removal.spans {
            self.drop_columns(account, span).await?;
        }
        Ok(removal.emails)
    }

    /// Drops the columns of a span of which so few emails are left that their records are read instead.
    async fn drop_columns(&self, account: AccountId, span: SpanId) -> Result<(), Error> {
        let engine = &self.storage().engine;
        let emails = span.emails();
        let left = Range::between(keys::email(account, emails.start), keys::email(account, emails.end));
        if engine.range(left.limit(MANY)).await?.len() >= MANY {
            return Ok(());
        }
        let keys = Column::EVERY.map(|column| keys::column(account, column, span));
        if engine.get_many(&keys).await?.iter().any(Option::is_some) {
            let mut batch = Batch::new();
            keys.into_iter().for_each(|key| _ = batch.delete(key));
            engine.commit(batch).await?;
        }
        Ok(())
    }
}

fn readable(key: &[u8], record: &[u8]) -> Option<(AccountId, Garbage)> {
    let account = keys::parse_garbage(key);
    match (account, Garbage::decode(record)) {
        (Some(account), Ok(garbage)) => Some((account, garbage)),
        (_, Err(error)) => {
            tracing::error!(account = account.map(|id| id.0), "expunged messages cannot be removed: {error}");
            None
        }
        (None, Ok(_)) => {
            tracing::error!("expunged messages cannot be removed: a key is malformed");
            None
        }
    }
}
