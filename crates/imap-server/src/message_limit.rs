//! How many messages one command works on (RFC 9738). There is no limit where the administrator has set none.

use std::num::NonZeroU32;

use posthouse_imap_wire::command::SearchKey;
use posthouse_imap_wire::encode::Code;
use posthouse_imap_wire::{Numbering, PartialRange};
use posthouse_mailbox::{Flags, Uid, UidSet};

use crate::config::Limits;
use crate::convert;
use crate::error::{Error, Refusal};
use crate::messages;
use crate::query::Scope;
use crate::state::Selected;

/// The limits of a command, and whether it has reached one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MessageLimit {
    work: Option<NonZeroU32>,
    save: Option<NonZeroU32>,
    reached: Option<Reached>,
}

/// A limit that kept a command from older messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reached {
    limit: NonZeroU32,
    /// The oldest message that it worked on.
    last: Uid,
}

impl Reached {
    pub(crate) fn code(self) -> Code<'static> {
        Code::MessageLimit { limit: self.limit.get(), last: Some(convert::uid(self.last)) }
    }
}

impl MessageLimit {
    /// The limits of a command that begins.
    pub(crate) fn of(limits: &Limits) -> Self {
        Self { work: limits.messages, save: limits.messages.or(limits.saved_messages), reached: None }
    }

    /// The limit that the command has reached.
    pub(crate) fn reached(self) -> Option<Reached> {
        self.reached
    }

    /// Refuses a command that is done to all of the messages or to none.
    pub(crate) fn admit(self, count: u64) -> Result<(), Error> {
        refuse(self.work, count)
    }

    /// Refuses to save so many messages.
    pub(crate) fn admit_saving(self, count: u64) -> Result<(), Error> {
        refuse(self.save, count)
    }
}

fn refuse(limit: Option<NonZeroU32>, count: u64) -> Result<(), Error> {
    match limit.filter(|limit| u64::from(limit.get()) < count) {
        Some(limit) => Err(Refusal::ManyMessages(limit).into()),
        None => Ok(()),
    }
}

impl Selected {
    /// As many of the messages as the command may work on: the newest.
    pub(crate) fn limited(&mut self, uids: UidSet) -> UidSet {
        let Some(limit) = self.message_limit.work else { return uids };
        if self.count(&uids) <= u64::from(limit.get()) {
            return uids;
        }
        let newest = messages::partial(&uids, PartialRange::Last(NonZeroU32::MIN, limit), &self.view.mailbox);
        let last = newest.ranges().next().map(|(first, _)| first);
        self.message_limit.reached = last.map(|last| Reached { limit, last });
        newest
    }

    /// As [`Selected::limited`], where only messages with `\Deleted` count.
    pub(crate) fn limited_deleted(&mut self, uids: UidSet) -> UidSet {
        if self.message_limit.work.is_none() {
            return uids;
        }
        let deleted = self.view.mailbox.select(&uids).filter(|(_, message)| message.flags.contains(Flags::DELETED));
        let deleted = deleted.map(|(_, message)| message.uid).collect();
        self.limited(deleted)
    }

    /// How many of the messages there are.
    pub(crate) fn count(&self, uids: &UidSet) -> u64 {
        messages::count(uids, &self.view.mailbox) as u64
    }

    /// The messages that a search looks at; `None` where there is no limit. What it says about numbers does not count
    /// as looking.
    pub(crate) fn searched(&mut self, key: &SearchKey) -> Option<UidSet> {
        self.message_limit.work?;
        let named = named(key, self.view.scope(&self.account));
        Some(self.limited(named))
    }
}

/// The messages that keys of numbers leave; others that stand beside them are not asked.
fn named(key: &SearchKey, scope: Scope<'_>) -> UidSet {
    match key {
        SearchKey::Sequence(set) => scope.messages(set, Numbering::Sequence),
        SearchKey::Uid(set) => scope.messages(set, Numbering::Uid),
        SearchKey::UidAfter(uid) => messages::after(*uid),
        SearchKey::UidBefore(uid) => messages::before(*uid),
        SearchKey::And(keys) => {
            keys.iter().fold(UidSet::range(Uid::MIN, Uid::MAX), |left, key| left.intersection(&named(key, scope)))
        }
        _ => UidSet::range(Uid::MIN, Uid::MAX),
    }
}
