//! The maildrop of a session (RFC 1939 §4): a version of INBOX, and which of its messages are marked for deletion.

use std::collections::BTreeSet;
use std::sync::Arc;

use posthouse_mailbox::{Account, AccountId, Doomed, Error, Mailbox, MailboxName, Message, Store, UidSet};
use posthouse_pop3_wire::MessageNumber;

/// A maildrop as it was at the login.
pub(crate) struct Maildrop {
    account: Account,
    inbox: Arc<Mailbox>,
    marked: BTreeSet<MessageNumber>,
    marked_size: u64,
}

impl Maildrop {
    pub(crate) async fn open(store: &Store, account: AccountId) -> Result<Self, Error> {
        let account = store.account(account).await?;
        let inbox = account.mailbox(&MailboxName::inbox())?;
        Ok(Self { account, inbox, marked: BTreeSet::new(), marked_size: 0 })
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    /// How many messages there are that are not marked, and how many octets they have.
    pub(crate) fn stat(&self) -> (u64, u64) {
        let counts = self.inbox.counts();
        (u64::from(counts.exists) - self.marked.len() as u64, counts.size - self.marked_size)
    }

    /// The message of this number, unless there is none or it is marked.
    pub(crate) fn message(&self, number: MessageNumber) -> Option<&Message> {
        if self.marked.contains(&number) { None } else { self.inbox.by_number(number.0.get()) }
    }

    /// All messages that are not marked, with their numbers.
    pub(crate) fn messages(&self) -> impl Iterator<Item = (u32, &Message)> {
        let is_marked = |number: u32| {
            let number = std::num::NonZeroU32::new(number).map(MessageNumber);
            number.is_some_and(|number| self.marked.contains(&number))
        };
        (1u32..).zip(self.inbox.messages()).filter(move |(number, _)| !is_marked(*number))
    }

    /// RFC 1939 §7: 1 to 70 characters that stay with the message for ever. The UID validity changes should INBOX ever be
    /// made anew.
    pub(crate) fn unique_id(&self, message: &Message) -> String {
        format!("{:08x}{:08x}", self.inbox.uid_validity, message.uid.get())
    }

    pub(crate) fn mark(&mut self, number: MessageNumber) {
        let size = self.message(number).map(|message| u64::from(message.size));
        if let Some(size) = size {
            self.marked.insert(number);
            self.marked_size += size;
        }
    }

    pub(crate) fn unmark_all(&mut self) {
        self.marked.clear();
        self.marked_size = 0;
    }

    /// Removes what is marked: all of it, in one commit. What another session has removed is passed over.
    pub(crate) async fn update(&self) -> Result<u64, Error> {
        if self.marked.is_empty() {
            return Ok(0);
        }
        let messages = self.marked.iter().filter_map(|number| self.inbox.by_number(number.0.get()));
        let uids: UidSet = messages.map(|message| message.uid).collect();
        let gone = self.account.expunge(self.inbox.id, Doomed::Exactly(uids)).await?;
        Ok(gone.uids.len())
    }
}
