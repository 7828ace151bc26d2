//! The state of an account: the fold of its log.

mod apply;
mod chunk;
pub(crate) mod growth;
mod mailbox;
mod seen;
#[cfg(test)]
pub(crate) mod tests;
mod touched;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rpds::HashTrieMapSync;

pub(crate) use apply::Misfit;
pub use chunk::Message;
pub(crate) use chunk::{Chunk, SPAN};
pub(crate) use growth::Growth;
pub(crate) use mailbox::Slot;
pub use mailbox::{Counts, Mailbox};
pub(crate) use seen::{Change, Seen, SeenChunk};
pub(crate) use touched::Touched;

use crate::{AccountId, Annotations, EmailId, MailboxId, MailboxName, ModSeq, PerResource, Quota, Rights, SpecialUse};

/// One immutable version of an account. Cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The number of the last commit.
    pub modseq: ModSeq,
    pub(crate) next_mailbox: u64,
    pub(crate) next_email: u64,
    pub(crate) last_uid_validity: u32,
    pub(crate) mailboxes: HashTrieMapSync<MailboxId, Arc<Mailbox>>,
    pub(crate) names: Arc<BTreeMap<MailboxName, MailboxId>>,
    pub(crate) subscriptions: Arc<BTreeSet<MailboxName>>,
    /// How many placements beyond the first an email has; most have none and are not here.
    pub(crate) extra_placements: HashTrieMapSync<EmailId, u32>,
    /// What readers who are not the owner have seen, by mailbox and reader.
    pub(crate) seen: HashTrieMapSync<MailboxId, HashTrieMapSync<AccountId, Arc<Seen>>>,
    /// The annotations of the account as a whole; those of a mailbox are with it.
    pub(crate) annotations: Annotations,
    /// The octets of all annotations.
    pub(crate) annotation_octets: u64,
    /// What the log has grown by of late.
    pub(crate) growth: Growth,
    pub(crate) held: Held,
    pub(crate) quota: PerResource<Quota>,
    pub(crate) touched: Touched,
}

/// What all mailboxes hold together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) octets: u64,
    pub(crate) messages: u64,
}

impl Held {
    /// The sums after a mailbox's counts have become others.
    pub(crate) fn replace(&mut self, before: Counts, after: Counts) {
        self.octets = self.octets + after.size - before.size;
        self.messages = self.messages + u64::from(after.exists) - u64::from(before.exists);
    }
}

impl State {
    /// The mailbox of this name.
    #[must_use]
    pub fn mailbox(&self, name: &MailboxName) -> Option<&Arc<Mailbox>> {
        self.by_id(*self.names.get(name)?)
    }

    /// The mailbox with this id.
    #[must_use]
    pub fn by_id(&self, id: MailboxId) -> Option<&Arc<Mailbox>> {
        self.mailboxes.get(&id)
    }

    /// Every mailbox that may be listed, in the order of the names.
    pub fn mailboxes(&self) -> impl Iterator<Item = &Arc<Mailbox>> + '_ {
        self.names.values().filter_map(|id| self.listed(*id))
    }

    /// The mailboxes that may be listed and are other than in `old`, an earlier version for the same eyes, or were not there,
    /// in the order of the names. Costs what has changed since, unless that is very much.
    #[must_use]
    pub fn mailboxes_changed_since(&self, old: &Self) -> Vec<&Arc<Mailbox>> {
        let is_other = |mailbox: &&Arc<Mailbox>| !old.by_id(mailbox.id).is_some_and(|old| Arc::ptr_eq(old, mailbox));
        let Some(touched) = self.touched.since(old.modseq) else { return self.mailboxes().filter(is_other).collect() };
        let touched: BTreeSet<MailboxId> = touched.collect();
        let mut changed: Vec<_> = touched.into_iter().filter_map(|id| self.listed(id)).filter(is_other).collect();
        changed.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        changed
    }

    /// RFC 4314 §4: who lacks `l` is not told of a mailbox, also where it may open it.
    fn listed(&self, id: MailboxId) -> Option<&Arc<Mailbox>> {
        self.by_id(id).filter(|mailbox| mailbox.rights().contains(Rights::LOOKUP))
    }

    /// The names of all mailboxes. Versions share the map while no mailbox is made, renamed or deleted.
    #[must_use]
    pub fn names(&self) -> &BTreeMap<MailboxName, MailboxId> {
        &self.names
    }

    /// The mailboxes below `name`, at any depth, in the order of the names.
    pub fn below<'a>(&'a self, name: &'a MailboxName) -> impl Iterator<Item = &'a Arc<Mailbox>> + 'a {
        let behind = self.names.range(name..).skip_while(move |(other, _)| *other == name);
        // Names such as "a!" sort between "a" and "a/b", so the descendants are filtered, not taken.
        let near = behind.take_while(move |(other, _)| other.as_str().starts_with(name.as_str()));
        near.filter(move |(other, _)| other.is_below(name)).filter_map(|(_, id)| self.listed(*id))
    }

    /// The mailbox for this use; the first by name where there are several.
    #[must_use]
    pub fn with_use(&self, special_use: SpecialUse) -> Option<&Arc<Mailbox>> {
        self.mailboxes().find(|mailbox| mailbox.special_use == Some(special_use))
    }

    /// The annotations of the account as a whole: what RFC 5464 calls server entries.
    #[must_use]
    pub fn annotations(&self) -> &Annotations {
        &self.annotations
    }

    /// The names that are subscribed to; not all of them need exist (RFC 9051 §6.3.7).
    #[must_use]
    pub fn subscriptions(&self) -> &BTreeSet<MailboxName> {
        &self.subscriptions
    }

    /// What a reader who is not the owner has seen of a mailbox; `None` is nothing.
    pub(crate) fn seen_by(&self, mailbox: MailboxId, reader: AccountId) -> Option<&Arc<Seen>> {
        self.seen.get(&mailbox)?.get(&reader)
    }
}
