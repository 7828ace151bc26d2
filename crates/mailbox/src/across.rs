//! COPY and MOVE between accounts: bodies are shared, everything else is new in the target.

use posthouse_blob::Stored;

use crate::{
    Account, Arrived, Copied, Doomed, Email, Error, Flags, Limit, Mailbox, MailboxId, Message, NamedFlags, NewMessage,
    Rights, StorageError, UidSet,
};

/// The most messages that one command copies to another account: they are one commit there.
pub const MAX_COPIED_ACROSS: usize = 10_000;

/// How many octets the records of these messages have at the most, which are all held in memory until the commit.
const MAX_RECORDS: usize = 64 << 20;

/// How many email records are read at once; few, as each may be a few megabytes long.
const PAGE: usize = 32;

impl Account {
    /// COPY to a mailbox of another account: all messages or none; UIDs that are not there are passed over.
    ///
    /// # Errors
    /// As [`Account::create`]; [`Limit::CopiedAcross`] for more than [`MAX_COPIED_ACROSS`] messages, and for fewer whose
    /// headers and parts are very many.
    pub async fn copy_to(
        &self,
        source: MailboxId,
        uids: UidSet,
        target: &Account,
        mailbox: MailboxId,
    ) -> Result<Copied, Error> {
        if self.is_same(target) {
            return self.copy(source, uids, mailbox).await;
        }
        self.copy_across(source, &uids, Rights::READ, target, mailbox).await
    }

    /// MOVE to a mailbox of another account: a copy, then the removal from the source, which is a commit of its own. When
    /// the power goes in between, the messages are in both mailboxes; they are never in none.
    ///
    /// # Errors
    /// As [`Account::copy_to`]. Where the removal fails the messages are in both.
    pub async fn move_to(
        &self,
        source: MailboxId,
        uids: UidSet,
        target: &Account,
        mailbox: MailboxId,
    ) -> Result<Copied, Error> {
        if self.is_same(target) {
            return self.move_messages(source, uids, mailbox).await;
        }
        let needed = Rights::READ | Rights::DELETE_MESSAGES | Rights::EXPUNGE;
        let copied = self.copy_across(source, &uids, needed, target, mailbox).await?;
        self.expunge(source, Doomed::Exactly(copied.from.clone())).await?;
        Ok(copied)
    }

    async fn copy_across(
        &self,
        source: MailboxId,
        uids: &UidSet,
        needed: Rights,
        target: &Account,
        mailbox: MailboxId,
    ) -> Result<Copied, Error> {
        let source = self.allowed(source, needed)?;
        let into = target.allowed(mailbox, Rights::INSERT)?;
        let messages: Vec<Message> = source.select(uids).map(|(_, message)| *message).collect();
        if messages.len() > MAX_COPIED_ACROSS {
            return Err(Error::Limit(Limit::CopiedAcross));
        }
        let from = messages.iter().map(|message| message.uid).collect();
        if messages.is_empty() {
            return Ok(Copied { uid_validity: into.uid_validity, modseq: into.modseq, ..Copied::default() });
        }
        let (mut new, mut records) = (Vec::with_capacity(messages.len()), 0);
        for page in messages.chunks(PAGE) {
            let emails: Vec<_> = page.iter().map(|message| message.email).collect();
            for (message, email) in page.iter().zip(self.emails(&emails).await?) {
                let arrived = self.arrived(email.ok_or(Error::Gone)?).await?;
                records += arrived.record_size();
                if records > MAX_RECORDS {
                    return Err(Error::Limit(Limit::CopiedAcross));
                }
                let flags = named(&source, message.flags);
                new.push(NewMessage { arrived, flags, internal_date: Some(message.internal_date) });
            }
        }
        let appended = target.append(mailbox, new).await?;
        Ok(Copied { uid_validity: appended.uid_validity, from, to: appended.uids, modseq: appended.modseq })
    }

    /// The message as something that can be put into a mailbox; its body stays while that is held.
    async fn arrived(&self, email: Email) -> Result<Arrived, Error> {
        let stored: Option<Stored> = self.storage().blobs.hold(&email.body.blob).await.map_err(StorageError::from)?;
        let index = email.index().map_err(|error| StorageError::Corrupt(error.to_string()))?;
        Ok(Arrived::new(stored.ok_or(Error::Gone)?, index))
    }
}

fn named(mailbox: &Mailbox, flags: Flags) -> NamedFlags {
    let keywords = flags.keywords().filter_map(|place| mailbox.keywords().get(place).cloned());
    NamedFlags { system: flags & Flags::SYSTEM, keywords: keywords.collect() }
}
