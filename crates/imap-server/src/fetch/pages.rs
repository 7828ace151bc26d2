//! The records of the messages of a FETCH, a page at a time.

use posthouse_mailbox::{Account, Email, Error as MailboxError, Message, StorageError};

/// How many messages a page has at the most.
const MESSAGES: usize = 256;

/// How large the messages of a page may be together, each counted up to [`RECORD`] octets: no record is much larger than
/// its message.
const OCTETS: usize = 32 << 20;

/// The largest record of an email, roughly.
const RECORD: usize = posthouse_message::limits::INDEX_BYTES;

/// A message of the view with what is known of it; an error where that cannot be read.
pub(super) struct Entry {
    /// Its sequence number.
    pub(super) number: u32,
    pub(super) message: Message,
    pub(super) email: Result<Email, MailboxError>,
}

/// Reads records in the order of the messages.
pub(super) struct Pages<'a, I> {
    account: &'a Account,
    messages: I,
}

impl<'a, I: Iterator<Item = (u32, &'a Message)>> Pages<'a, I> {
    pub(super) fn new(account: &'a Account, messages: I) -> Self {
        Self { account, messages }
    }

    /// The next page; an empty one behind the last.
    pub(super) async fn next(&mut self) -> Result<Vec<Entry>, MailboxError> {
        let messages = self.take();
        let emails: Vec<_> = messages.iter().map(|(_, message)| message.email).collect();
        match self.account.emails(&emails).await {
            Ok(found) => Ok(entries(messages, found)),
            Err(MailboxError::Storage(StorageError::Corrupt(_))) => Ok(self.one_by_one(messages).await),
            Err(error) => Err(error),
        }
    }

    fn take(&mut self) -> Vec<(u32, Message)> {
        let mut page = Vec::new();
        let mut octets = 0;
        while page.len() < MESSAGES && octets < OCTETS {
            let Some((number, message)) = self.messages.next() else { break };
            page.push((number, *message));
            octets += RECORD.min(message.size as usize);
        }
        page
    }

    /// Reads each record by itself, so that a damaged one does not hide its neighbours.
    async fn one_by_one(&self, messages: Vec<(u32, Message)>) -> Vec<Entry> {
        let mut page = Vec::with_capacity(messages.len());
        for (number, message) in messages {
            let email = self.account.email(message.email).await;
            page.push(Entry { number, message, email });
        }
        page
    }
}

fn entries(messages: Vec<(u32, Message)>, emails: Vec<Option<Email>>) -> Vec<Entry> {
    let pairs = messages.into_iter().zip(emails);
    pairs.map(|((number, message), email)| Entry { number, message, email: email.ok_or(MailboxError::Gone) }).collect()
}
