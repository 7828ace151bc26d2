//! Messages in batches and runs: what is read, and what is made into responses, at a time.

use std::iter::Peekable;
use std::ops::Range;
use std::sync::Arc;

use posthouse_imap_wire::command::FetchItem;
use posthouse_mailbox::{
    Account, Email, EmailId, Error as MailboxError, Message, Outline, OutlinePart, Outlines, StorageError,
};
use tokio::sync::OnceCell;

use super::Cost;

/// The largest record of an email, roughly.
const RECORD: usize = posthouse_message::limits::INDEX_BYTES;

/// How many messages a batch has at the most.
const BATCH: usize = 512;

/// How many a batch has at least, before it ends where what columns have lies elsewhere.
const SHORT_BATCH: usize = 128;

/// How long a run is at the most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Length {
    messages: usize,
    /// Of all its messages together, each counted up to `weight`.
    octets: usize,
    weight: usize,
}

impl Length {
    /// A run of which so much is needed: few texts, many records, which are not much larger than their messages.
    pub(super) fn of(cost: Cost) -> Self {
        match cost {
            Cost::Bytes => Self { messages: 32, octets: 256 << 10, weight: usize::MAX },
            Cost::Record | Cost::Placement => Self { messages: 128, octets: 4 << 20, weight: RECORD },
        }
    }
}

/// Messages that follow each other in the view, with their sequence numbers. What columns have of many of them lies together.
#[derive(Default)]
struct Batch {
    messages: Vec<(u32, Message)>,
    /// Read by the first run that needs them.
    outlines: OnceCell<Outlines>,
}

impl Batch {
    fn is_full(&self, next: &Message) -> bool {
        let is_far = || self.messages.last().is_some_and(|(_, last)| !last.email.is_near(next.email));
        self.messages.len() >= BATCH || (self.messages.len() >= SHORT_BATCH && is_far())
    }

    async fn read(&self, account: &Account, asked: &[OutlinePart]) -> Result<Outlines, MailboxError> {
        let emails: Vec<EmailId> = self.messages.iter().map(|(_, message)| message.email).collect();
        account.outlines(&emails, asked).await
    }
}

/// Cuts messages into runs.
pub(super) struct Runs<I: Iterator> {
    messages: Peekable<I>,
    length: Length,
    batch: Arc<Batch>,
    /// Where the next run begins in the batch.
    next: usize,
}

/// Some messages of a batch, in their order.
pub(super) struct Run {
    batch: Arc<Batch>,
    range: Range<usize>,
}

impl<'a, I: Iterator<Item = (u32, &'a Message)>> Runs<I> {
    pub(super) fn of(messages: I, length: Length) -> Self {
        Self { messages: messages.peekable(), length, batch: Arc::default(), next: 0 }
    }

    fn next_batch(&mut self) -> Batch {
        let mut batch = Batch::default();
        while let Some((number, message)) = self.messages.next_if(|(_, message)| !batch.is_full(message)) {
            batch.messages.push((number, *message));
        }
        batch
    }
}

impl<'a, I: Iterator<Item = (u32, &'a Message)>> Iterator for Runs<I> {
    type Item = Run;

    fn next(&mut self) -> Option<Run> {
        if self.next >= self.batch.messages.len() {
            self.batch = Arc::new(self.next_batch());
            self.next = 0;
        }
        let start = self.next;
        let mut octets = 0;
        let left = self.batch.messages.iter().skip(start).take(self.length.messages);
        for (_, message) in left {
            if octets >= self.length.octets {
                break;
            }
            octets += self.length.weight.min(message.size as usize);
            self.next += 1;
        }
        (self.next > start).then(|| Run { batch: Arc::clone(&self.batch), range: start..self.next })
    }
}

impl Run {
    /// The messages with their sequence numbers.
    pub(super) fn messages(&self) -> &[(u32, Message)] {
        self.batch.messages.get(self.range.clone()).unwrap_or_default()
    }

    /// What is known of the messages.
    ///
    /// # Errors
    /// Where the storage fails as a whole.
    pub(super) async fn known(&self, account: &Account, asked: &[OutlinePart]) -> Result<Known<'_>, MailboxError> {
        let outlines = self.batch.outlines.get_or_try_init(|| self.batch.read(account, asked)).await?;
        let kept: Vec<_> = self.range.clone().map(|index| outlines.get(index)).collect();
        let missing = self.messages().iter().zip(&kept).filter(|(_, kept)| kept.is_none());
        let missing: Vec<EmailId> = missing.map(|((_, message), _)| message.email).collect();
        Ok(Known { kept, records: emails(account, &missing).await? })
    }
}

/// What is known of the messages of a run.
pub(super) struct Known<'a> {
    /// What columns have of each.
    kept: Vec<Option<Outline<'a>>>,
    /// The records of the others.
    records: Vec<Result<Email, MailboxError>>,
}

impl Known<'_> {
    /// What is known of each message, with an error where it cannot be read.
    pub(super) fn outlines(&self) -> impl Iterator<Item = Result<Outline<'_>, MailboxError>> {
        let mut records = self.records.iter();
        let mut record = move || match records.next() {
            Some(Ok(email)) => Outline::of(email),
            Some(Err(error)) => Err(error.clone()),
            None => Err(MailboxError::Gone),
        };
        self.kept.iter().map(move |kept| kept.map_or_else(&mut record, Ok))
    }
}

/// What items need to be known of a message.
pub(super) fn asked(items: &[FetchItem]) -> Vec<OutlinePart> {
    let is_content = |item: &FetchItem| match item {
        FetchItem::Body | FetchItem::BodyStructure => true,
        item => Cost::of(item) == Cost::Bytes,
    };
    let parts = [
        (OutlinePart::Envelope, items.contains(&FetchItem::Envelope)),
        (OutlinePart::Preview, items.iter().any(|item| matches!(item, FetchItem::Preview { .. }))),
        (OutlinePart::Content, items.iter().any(is_content)),
    ];
    parts.into_iter().filter_map(|(part, is_asked)| is_asked.then_some(part)).collect()
}

/// The records of emails, each with an error where it cannot be read.
///
/// # Errors
/// Where the storage fails as a whole.
async fn emails(account: &Account, ids: &[EmailId]) -> Result<Vec<Result<Email, MailboxError>>, MailboxError> {
    match account.emails(ids).await {
        Ok(found) => Ok(found.into_iter().map(|email| email.ok_or(MailboxError::Gone)).collect()),
        Err(MailboxError::Storage(StorageError::Corrupt(_))) => Ok(one_by_one(account, ids).await),
        Err(error) => Err(error),
    }
}

/// Reads each record by itself, so that a damaged one does not hide its neighbours.
async fn one_by_one(account: &Account, ids: &[EmailId]) -> Vec<Result<Email, MailboxError>> {
    let mut emails = Vec::with_capacity(ids.len());
    for id in ids {
        emails.push(account.email(*id).await);
    }
    emails
}
