//! COPY, MOVE and REPLACE between accounts: bodies are shared, everything else is new in the target. How what was moved
//! leaves its account for sure is in `leaving.rs`.

use std::sync::Arc;

use posthouse_blob::Stored;

use crate::leaving::Leaving;
use crate::{
    Account, Appended, Arrived, Copied, Email, Error, Flags, Limit, Mailbox, MailboxId, Message, NamedFlags,
    NewMessage, Rights, StorageError, Uid, UidSet, keys,
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
        self.copy_across(source, &uids, target, mailbox).await
    }

    /// MOVE to a mailbox of another account (RFC 6851 §3.3): all messages or none. They come there by a commit that notes
    /// that they are still to leave here, and leave by the next one; whoever looks in between sees both. What fails or
    /// crashes after the first is made good before the account is opened again, by the next move out of it, and by
    /// [`crate::Store::finish_moves`]: then the messages are where they were moved to, and nowhere else. So the first
    /// settles what is answered.
    ///
    /// A caller that goes away does not stop it. What somebody else does meanwhile with the messages here holds too:
    /// if they are expunged, moved or copied on, what was moved is what was here when it began.
    ///
    /// # Errors
    /// As [`Account::copy_to`]: then nothing happened.
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
        let (from, into) = (self.clone(), target.clone());
        to_its_end(async move { from.move_across(source, &uids, &into, mailbox).await }).await
    }

    /// REPLACE by messages in a mailbox of another account (RFC 8508 §3.4), as [`Account::move_to`] moves.
    ///
    /// # Errors
    /// As [`Account::replace`] and [`Account::move_to`].
    pub async fn replace_to(
        &self,
        source: MailboxId,
        uid: Uid,
        target: &Account,
        mailbox: MailboxId,
        messages: Vec<NewMessage>,
    ) -> Result<Appended, Error> {
        if self.is_same(target) {
            return self.replace(source, uid, mailbox, messages).await;
        }
        let (from, into) = (self.clone(), target.clone());
        to_its_end(async move { from.replace_across(source, uid, &into, mailbox, messages).await }).await
    }

    async fn copy_across(
        &self,
        source: MailboxId,
        uids: &UidSet,
        target: &Account,
        mailbox: MailboxId,
    ) -> Result<Copied, Error> {
        let copies = self.copies(source, uids, Rights::READ, target, mailbox).await?;
        if copies.messages.is_empty() {
            return Ok(copies.nothing());
        }
        Ok(copied(copies.from, target.append(mailbox, copies.messages).await?))
    }

    async fn move_across(
        &self,
        source: MailboxId,
        uids: &UidSet,
        target: &Account,
        mailbox: MailboxId,
    ) -> Result<Copied, Error> {
        // One after the other, so that of two who move the same message one gets it.
        let _alone = self.crossing().lock().await;
        self.settle().await?;
        let copies = self.copies(source, uids, Rights::REMOVE, target, mailbox).await?;
        if copies.messages.is_empty() {
            return Ok(copies.nothing());
        }
        let leaving = Leaving { mailbox: source, uids: copies.from.clone() };
        Ok(copied(copies.from, self.cross(leaving, target, mailbox, copies.messages).await?))
    }

    async fn replace_across(
        &self,
        source: MailboxId,
        uid: Uid,
        target: &Account,
        mailbox: MailboxId,
        messages: Vec<NewMessage>,
    ) -> Result<Appended, Error> {
        let _alone = self.crossing().lock().await;
        self.settle().await?;
        self.allowed(source, Rights::REMOVE)?.by_uid(uid).ok_or(Error::Gone)?;
        let leaving = Leaving { mailbox: source, uids: UidSet::range(uid, uid) };
        self.cross(leaving, target, mailbox, messages).await
    }

    /// Messages come into the target, and others leave this account. Once they have come it is done, and nothing can undo
    /// it: what cannot leave now leaves later.
    async fn cross(
        &self,
        leaving: Leaving,
        target: &Account,
        mailbox: MailboxId,
        messages: Vec<NewMessage>,
    ) -> Result<Appended, Error> {
        let record = leaving.encode();
        let appended = target.append_leaving(mailbox, messages, self.id(), record.clone()).await?;
        let key = keys::leaving(self.id(), target.id(), appended.modseq);
        if let Err(error) = self.leave(key, record, leaving).await {
            tracing::error!(account = %self.id(), "messages moved to another account are still here: {error}");
        }
        Ok(appended)
    }

    /// The messages as they will be in the target.
    async fn copies(
        &self,
        source: MailboxId,
        uids: &UidSet,
        needed: Rights,
        target: &Account,
        mailbox: MailboxId,
    ) -> Result<Copies, Error> {
        let source = self.allowed(source, needed)?;
        let into = target.allowed(mailbox, Rights::INSERT)?;
        let chosen: Vec<Message> = source.select(uids).map(|(_, message)| *message).collect();
        if chosen.len() > MAX_COPIED_ACROSS {
            return Err(Error::Limit(Limit::CopiedAcross));
        }
        let from = chosen.iter().map(|message| message.uid).collect();
        let (mut messages, mut records) = (Vec::with_capacity(chosen.len()), 0);
        for page in chosen.chunks(PAGE) {
            let emails: Vec<_> = page.iter().map(|message| message.email).collect();
            for (message, email) in page.iter().zip(self.emails(&emails).await?) {
                let arrived = self.arrived(email.ok_or(Error::Gone)?).await?;
                records += arrived.record_size();
                if records > MAX_RECORDS {
                    return Err(Error::Limit(Limit::CopiedAcross));
                }
                let flags = named(&source, message.flags);
                messages.push(NewMessage { arrived, flags, internal_date: Some(message.internal_date) });
            }
        }
        Ok(Copies { from, messages, into })
    }

    /// The message as something that can be put into a mailbox; its body stays while that is held.
    async fn arrived(&self, email: Email) -> Result<Arrived, Error> {
        let stored: Option<Stored> = self.storage().blobs.hold(&email.body.blob).await.map_err(StorageError::from)?;
        let index = email.index().map_err(|error| StorageError::Corrupt(error.to_string()))?;
        Ok(Arrived::new(stored.ok_or(Error::Gone)?, index))
    }
}

/// What goes from one account to another.
struct Copies {
    /// The UIDs in the source, ascending.
    from: UidSet,
    /// The messages, in the same order.
    messages: Vec<NewMessage>,
    into: Arc<Mailbox>,
}

impl Copies {
    /// Where there is nothing to copy.
    fn nothing(&self) -> Copied {
        Copied { uid_validity: self.into.uid_validity, modseq: self.into.modseq, ..Copied::default() }
    }
}

fn copied(from: UidSet, appended: Appended) -> Copied {
    Copied { uid_validity: appended.uid_validity, from, to: appended.uids, modseq: appended.modseq }
}

/// What two commits make is not left to whether the caller waits for both.
async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let interrupted = |_| Err(StorageError::Unavailable("a move was interrupted".into()).into());
    tokio::spawn(work).await.unwrap_or_else(interrupted)
}

fn named(mailbox: &Mailbox, flags: Flags) -> NamedFlags {
    let keywords = flags.keywords().filter_map(|place| mailbox.keywords().get(place).cloned());
    NamedFlags { system: flags & Flags::SYSTEM, keywords: keywords.collect() }
}
