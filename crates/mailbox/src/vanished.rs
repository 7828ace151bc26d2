//! What has vanished from a mailbox since a commit (RFC 7162 §3.2.6).
//!
//! The log knows it exactly, but most of a log may be about other mailboxes. What is left of the mailbox bounds it: a
//! UID that was given and is not there has vanished at some time, and not since then where nothing has changed around
//! it. That bound costs what changed and is no wrong answer, for a server need not remember every expunge; so where the
//! log is short it is made exact, and where it is long it is the answer.

use posthouse_engine::Range;

use crate::event::{Event, EventBatch};
use crate::state::{SPAN, Slot};
use crate::{Account, Error, Mailbox, MailboxId, ModSeq, StorageError, Uid, UidSet, keys};

/// How many entries of the log are read at the most.
const ENTRIES: u64 = 1024;

/// How many octets of the log are read at the most, but for a page.
const OCTETS: usize = 1 << 20;

/// How many entries are read at once.
const PAGE: u64 = 64;

impl Account {
    /// The UIDs that have left this version of a mailbox since a commit, and perhaps some that had left it before.
    /// Messages that the version has are never among them.
    ///
    /// # Errors
    /// Where the storage fails or a log entry is damaged.
    pub async fn vanished_since(&self, mailbox: &Mailbox, since: ModSeq) -> Result<UidSet, Error> {
        let gaps = gaps_since(mailbox, since);
        if gaps.is_empty() {
            return Ok(gaps);
        }
        let expunged = self.expunged_between(mailbox.id, since, mailbox.modseq).await?;
        Ok(expunged.map_or_else(|| gaps.clone(), |expunged| gaps.intersection(&expunged)))
    }

    /// What left a mailbox by the commits after `since` up to `last`; `None` where there are too many to be read, or not
    /// all are kept.
    async fn expunged_between(
        &self,
        mailbox: MailboxId,
        since: ModSeq,
        last: ModSeq,
    ) -> Result<Option<UidSet>, StorageError> {
        let entries = last.0.saturating_sub(since.0);
        if entries > ENTRIES {
            return Ok(None);
        }
        let mut expunged = UidSet::new();
        let (mut next, mut read, mut octets) = (since.next(), 0, 0);
        while next <= last && octets <= OCTETS {
            let end = ModSeq(last.0.saturating_add(1).min(next.0.saturating_add(PAGE)));
            let page = Range::between(keys::log(self.id(), next), keys::log(self.id(), end));
            for (_, record) in self.storage().engine.range(page).await.map_err(StorageError::from)? {
                read += 1;
                octets += record.len();
                gather(&EventBatch::decode(&record)?, mailbox, &mut expunged);
            }
            next = end;
        }
        Ok((read == entries).then_some(expunged))
    }
}

fn gather(batch: &EventBatch, mailbox: MailboxId, expunged: &mut UidSet) {
    let of_mailbox = |event: &'_ Event| matches!(event, Event::Expunged { mailbox: of, .. } if *of == mailbox);
    for event in batch.events.iter().filter(|event| of_mailbox(event)) {
        if let Event::Expunged { uids, .. } = event {
            uids.ranges().for_each(|(first, end)| expunged.insert_range(first, end));
        }
    }
}

/// The UIDs without a message, but for those that had none already at that commit, as far as chunks tell.
fn gaps_since(mailbox: &Mailbox, since: ModSeq) -> UidSet {
    let mut gaps = Gaps { set: UidSet::new(), next: 1 };
    if mailbox.modseq <= since {
        return gaps.set;
    }
    for slot in &mailbox.chunks {
        // A chunk that is not there has lost its last message at a time that nobody knows.
        gaps.up_to(start(slot.index));
        if slot.chunk.modseq > since {
            gaps.between_messages(slot);
            gaps.up_to(end(slot.index).min(mailbox.uid_next.get().into()));
        }
        gaps.next = end(slot.index);
    }
    gaps.up_to(mailbox.uid_next.get().into());
    gaps.set
}

/// The first UID of a chunk. Wider than a UID, as the first of the one behind the last chunk is none.
fn start(index: u32) -> u64 {
    (u64::from(index) * u64::from(SPAN)).max(1)
}

fn end(index: u32) -> u64 {
    start(index.saturating_add(1))
}

struct Gaps {
    set: UidSet,
    /// The first UID that has not been looked at.
    next: u64,
}

impl Gaps {
    /// There is no message from the next UID up to, but not including, this one.
    fn up_to(&mut self, end: u64) {
        let last = u32::try_from(end - 1).ok().and_then(Uid::new);
        let first = u32::try_from(self.next).ok().and_then(Uid::new);
        if let (Some(first), Some(last)) = (first, last)
            && self.next < end
        {
            self.set.insert_range(first, last);
        }
        self.next = self.next.max(end);
    }

    fn between_messages(&mut self, slot: &Slot) {
        for message in &slot.chunk.messages {
            self.up_to(message.uid.get().into());
            self.next += 1;
        }
    }
}
