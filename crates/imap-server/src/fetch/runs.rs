//! Runs of messages: what is read and made into responses at a time.

use posthouse_mailbox::{Account, Email, Error as MailboxError, Message, StorageError};

use super::Cost;

/// The largest record of an email, roughly.
const RECORD: usize = posthouse_message::limits::INDEX_BYTES;

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
            Cost::Bytes => Self { messages: 16, octets: 256 << 10, weight: usize::MAX },
            Cost::Record | Cost::Placement => Self { messages: 128, octets: 8 << 20, weight: RECORD },
        }
    }
}

/// Messages of the view with their sequence numbers, in their order.
pub(super) type Run = Vec<(u32, Message)>;

/// The next run; an empty one behind the last.
pub(super) fn next<'a>(messages: &mut impl Iterator<Item = (u32, &'a Message)>, length: Length) -> Run {
    let mut run = Run::new();
    let mut octets = 0;
    while run.len() < length.messages && octets < length.octets {
        let Some((number, message)) = messages.next() else { break };
        run.push((number, *message));
        octets += length.weight.min(message.size as usize);
    }
    run
}

/// What is known of the messages of a run, each with an error where it cannot be read.
///
/// # Errors
/// Where the storage fails as a whole.
pub(super) async fn emails(account: &Account, run: &Run) -> Result<Vec<Result<Email, MailboxError>>, MailboxError> {
    let ids: Vec<_> = run.iter().map(|(_, message)| message.email).collect();
    match account.emails(&ids).await {
        Ok(found) => Ok(found.into_iter().map(|email| email.ok_or(MailboxError::Gone)).collect()),
        Err(MailboxError::Storage(StorageError::Corrupt(_))) => Ok(one_by_one(account, run).await),
        Err(error) => Err(error),
    }
}

/// Reads each record by itself, so that a damaged one does not hide its neighbours.
async fn one_by_one(account: &Account, run: &Run) -> Vec<Result<Email, MailboxError>> {
    let mut emails = Vec::with_capacity(run.len());
    for (_, message) in run {
        emails.push(account.email(message.email).await);
    }
    emails
}
