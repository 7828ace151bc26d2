//! One version of a mailbox: immutable once published, shared by every session that looks at it.

use std::sync::Arc;

use super::chunk::{Chunk, Message};
use crate::{
    AccessKey, AccountId, Acl, Annotations, EntryName, Flags, MailboxId, MailboxName, ModSeq, NamedFlags, Rights,
    SpecialUse, Uid, UidSet,
};

/// A version of a mailbox. Cloning is cheap: messages are shared until they change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The mailbox, whatever its name.
    pub id: MailboxId,
    /// Its name in this version.
    pub name: MailboxName,
    /// RFC 9051 §2.3.1.1: a name used again has another one.
    pub uid_validity: u32,
    /// The UID that the next message will get.
    pub uid_next: Uid,
    /// The last commit that changed a message, a flag or an annotation, or took a message away (RFC 7162 §3.1.2.1,
    /// §3.2).
    pub modseq: ModSeq,
    /// What the mailbox is for (RFC 6154).
    pub special_use: Option<SpecialUse>,
    /// With what its owner authorizes URLs (RFC 4467 §2.2); none before there was one.
    pub access_key: Option<AccessKey>,
    pub(crate) keywords: Arc<Vec<String>>,
    pub(crate) chunks: Vec<Slot>,
    pub(crate) counts: Counts,
    pub(crate) annotations: Annotations,
    pub(crate) acl: Arc<Acl>,
    /// The rights of whoever this version is for.
    pub(crate) rights: Rights,
}

/// What is known of a mailbox without looking at its messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages.
    pub exists: u32,
    /// Messages without `\Seen`.
    pub unseen: u32,
    /// Messages with `\Deleted`.
    pub deleted: u32,
    /// The sum of the sizes of the messages in bytes.
    pub size: u64,
    /// The sum of the sizes of the messages with `\Deleted` in bytes.
    pub deleted_size: u64,
}

/// A chunk in its mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) index: u32,
    /// How many messages come before this chunk.
    pub(crate) before: u32,
    /// How many of its messages have not `\Seen`.
    pub(crate) unseen: u32,
    pub(crate) chunk: Arc<Chunk>,
}

impl Mailbox {
    pub(crate) fn new(id: MailboxId, name: MailboxName, uid_validity: u32, special_use: Option<SpecialUse>) -> Self {
        Self {
            id,
            name,
            uid_validity,
            uid_next: Uid::MIN,
            modseq: ModSeq(0),
            special_use,
            access_key: None,
            keywords: Arc::default(),
            chunks: Vec::new(),
            counts: Counts::default(),
            annotations: Annotations::default(),
            acl: Arc::default(),
            rights: Rights::ALL,
        }
    }

    /// The annotations of the mailbox, and its special use as one of its owner's (RFC 6154 §4).
    #[must_use]
    pub fn metadata(&self, owner: AccountId) -> Annotations {
        let mut metadata = self.annotations.clone();
        if let Some(special_use) = self.special_use {
            let value = Arc::from(special_use.attribute().as_bytes());
            metadata.set(Some(owner), EntryName::special_use(), Some(value));
        }
        metadata
    }

    /// The annotations of the mailbox.
    #[must_use]
    pub fn annotations(&self) -> &Annotations {
        &self.annotations
    }

    /// The rights of whoever this version is for: of the owner, or of a reader ([`crate::Account::seen_by`]).
    #[must_use]
    pub fn rights(&self) -> Rights {
        self.rights
    }

    /// The access control list; empty for a reader who may not see it.
    #[must_use]
    pub fn acl(&self) -> &Acl {
        &self.acl
    }

    /// Numbers of messages, unseen and deleted ones, and bytes.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many messages there are.
    #[must_use]
    pub fn exists(&self) -> u32 {
        self.counts.exists
    }

    /// The keyword table: the place of a keyword here is its place in [`Flags`].
    #[must_use]
    pub fn keywords(&self) -> &[String] {
        &self.keywords
    }

    /// The flag of a keyword that this mailbox knows, compared without regard to ASCII case.
    #[must_use]
    pub fn keyword(&self, name: &str) -> Option<Flags> {
        self.keywords.iter().position(|known| known.eq_ignore_ascii_case(name)).map(Flags::keyword)
    }

    /// The flags that these names mean here; keywords unknown here are left out.
    #[must_use]
    pub fn known_flags(&self, named: &NamedFlags) -> Flags {
        named.keywords.iter().filter_map(|name| self.keyword(name)).fold(named.system, |set, flag| set | flag)
    }

    /// No fewer than there are messages of `uids`. Costs what the set has in ranges.
    pub(crate) fn at_most(&self, uids: &UidSet) -> usize {
        uids.len().min(u64::from(self.exists())) as usize
    }

    /// All messages, ascending.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> + '_ {
        self.chunks.iter().flat_map(|slot| slot.chunk.messages.iter())
    }

    /// The messages of `uids`, ascending, each with its sequence number. Costs what is asked for, not what is there.
    pub fn select<'a>(&'a self, uids: &'a UidSet) -> impl Iterator<Item = (u32, &'a Message)> + 'a {
        uids.ranges().flat_map(|(first, last)| self.between(first, last))
    }

    /// The messages with UIDs from `first` to `last`, both included, each with its sequence number.
    pub fn between(&self, first: Uid, last: Uid) -> impl Iterator<Item = (u32, &Message)> + '_ {
        let start = self.chunks.partition_point(|slot| slot.index < Chunk::index_of(first));
        let slots = self.chunks.get(start..).unwrap_or_default();
        slots.iter().take_while(move |slot| slot.index <= Chunk::index_of(last)).flat_map(move |slot| {
            let places = slot.chunk.places(first, last);
            let number = slot.before + 1;
            places.filter_map(move |place| Some((number + place as u32, slot.chunk.messages.get(place)?)))
        })
    }

    /// The message with this UID, with its sequence number.
    #[must_use]
    pub fn by_uid(&self, uid: Uid) -> Option<(u32, &Message)> {
        let slot = self.slot(Chunk::index_of(uid))?;
        let place = slot.chunk.position(uid).ok()?;
        Some((slot.before + 1 + place as u32, slot.chunk.messages.get(place)?))
    }

    /// The message with this sequence number, 1 being the first.
    #[must_use]
    pub fn by_number(&self, number: u32) -> Option<&Message> {
        let place = number.checked_sub(1)?;
        let at = self.chunks.partition_point(|slot| slot.before <= place).checked_sub(1)?;
        let slot = self.chunks.get(at)?;
        slot.chunk.messages.get((place - slot.before) as usize)
    }

    /// How many messages have a UID smaller than `uid`: its sequence number less one, if it is there.
    #[must_use]
    pub fn count_before(&self, uid: Uid) -> u32 {
        let at = self.chunks.partition_point(|slot| slot.index < Chunk::index_of(uid));
        match self.chunks.get(at) {
            Some(slot) if slot.index == Chunk::index_of(uid) => {
                slot.before + slot.chunk.position(uid).unwrap_or_else(|place| place) as u32
            }
            Some(slot) => slot.before,
            None => self.counts.exists,
        }
    }

    /// The messages changed by commits after `modseq`, with their sequence numbers. Chunks without a change cost nothing.
    pub fn changed_since(&self, modseq: ModSeq) -> impl Iterator<Item = (u32, &Message)> + '_ {
        self.chunks.iter().filter(move |slot| slot.chunk.modseq > modseq).flat_map(move |slot| {
            let numbered = slot.chunk.messages.iter().zip(slot.before + 1..);
            numbered.filter(move |(message, _)| message.modseq > modseq).map(|(message, number)| (number, message))
        })
    }

    /// The first message without `\Seen`, with its sequence number. Chunks that are seen cost nothing.
    #[must_use]
    pub fn first_unseen(&self) -> Option<(u32, &Message)> {
        let slot = self.chunks.iter().find(|slot| slot.unseen > 0)?;
        let place = slot.chunk.messages.iter().position(|message| !message.flags.contains(Flags::SEEN))?;
        Some((slot.before + 1 + place as u32, slot.chunk.messages.get(place)?))
    }

    pub(crate) fn slot(&self, index: u32) -> Option<&Slot> {
        let at = self.chunks.binary_search_by_key(&index, |slot| slot.index).ok()?;
        self.chunks.get(at)
    }

    /// Changes the chunks that `uids` touch; counts and numbers are right again afterwards.
    pub(crate) fn edit(&mut self, uids: &UidSet, modseq: ModSeq, mut change: impl FnMut(&mut Chunk, Uid, Uid)) {
        for (first, last) in uids.ranges() {
            let start = self.chunks.partition_point(|slot| slot.index < Chunk::index_of(first));
            let slots = self.chunks.get_mut(start..).unwrap_or_default();
            for slot in slots.iter_mut().take_while(|slot| slot.index <= Chunk::index_of(last)) {
                let places = slot.chunk.places(first, last);
                if places.is_empty() {
                    continue;
                }
                let before = Counts::of(slot.chunk.messages.get(places).unwrap_or_default());
                let chunk = Arc::make_mut(&mut slot.chunk);
                change(chunk, first, last);
                chunk.modseq = modseq;
                let after = Counts::of(chunk.messages.get(chunk.places(first, last)).unwrap_or_default());
                self.counts = self.counts.replace(before, after);
                slot.unseen = slot.unseen + after.unseen - before.unseen;
            }
        }
        self.modseq = modseq;
    }

    /// Adds a message behind all others.
    pub(crate) fn push(&mut self, message: Message) {
        let index = Chunk::index_of(message.uid);
        if self.chunks.last().is_none_or(|slot| slot.index != index) {
            let chunk = Arc::new(Chunk { messages: Vec::new(), modseq: message.modseq });
            self.chunks.push(Slot { index, before: self.counts.exists, unseen: 0, chunk });
        }
        if let Some(slot) = self.chunks.last_mut() {
            let chunk = Arc::make_mut(&mut slot.chunk);
            chunk.messages.push(message);
            chunk.modseq = message.modseq;
            slot.unseen += Counts::of(&[message]).unseen;
        }
        self.counts = self.counts.replace(Counts::default(), Counts::of(&[message]));
        self.uid_next = message.uid.saturating_next();
        self.modseq = message.modseq;
    }

    /// Puts the numbers of messages before each chunk right and drops chunks without messages.
    pub(crate) fn renumber(&mut self) {
        self.chunks.retain(|slot| !slot.chunk.messages.is_empty());
        let mut before = 0;
        for slot in &mut self.chunks {
            slot.before = before;
            before += slot.chunk.messages.len() as u32;
        }
    }
}

impl Counts {
    pub(crate) fn of(messages: &[Message]) -> Self {
        messages.iter().fold(Self::default(), |sum, message| Self {
            exists: sum.exists + 1,
            unseen: sum.unseen + u32::from(!message.flags.contains(Flags::SEEN)),
            deleted: sum.deleted + u32::from(message.flags.contains(Flags::DELETED)),
            size: sum.size + u64::from(message.size),
            deleted_size: sum.deleted_size
                + if message.flags.contains(Flags::DELETED) { u64::from(message.size) } else { 0 },
        })
    }

    /// These counts with the part `before` become `after`.
    pub(crate) fn replace(self, before: Self, after: Self) -> Self {
        Self {
            exists: self.exists + after.exists - before.exists,
            unseen: self.unseen + after.unseen - before.unseen,
            deleted: self.deleted + after.deleted - before.deleted,
            size: self.size + after.size - before.size,
            deleted_size: self.deleted_size + after.deleted_size - before.deleted_size,
        }
    }
}
