//! STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3).

use super::access::permitted;
use super::keywords::KeywordTable;
use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, Flags, Mailbox, MailboxId, ModSeq, NamedFlags, Rights, State, Uid, UidSet};

/// What STORE does with the flags it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreMode {
    /// `FLAGS`: they become the flags.
    Replace,
    /// `+FLAGS`: they are added.
    Add,
    /// `-FLAGS`: they are taken away.
    Remove,
}

/// What a STORE did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlagsStored {
    /// The messages whose flags are now other than before.
    pub changed: UidSet,
    /// The messages left alone because they changed after `unchanged_since` (RFC 7162 §3.1.3, MODIFIED).
    pub modified: UidSet,
    /// The last commit of the mailbox, this one if it changed anything.
    pub modseq: ModSeq,
}

/// Changes flags of messages.
pub(crate) struct StoreFlags {
    pub(crate) mailbox: MailboxId,
    pub(crate) uids: UidSet,
    pub(crate) mode: StoreMode,
    pub(crate) flags: NamedFlags,
    pub(crate) unchanged_since: Option<ModSeq>,
}

impl Operation for StoreFlags {
    type Outcome = FlagsStored;

    fn messages(&self, state: &State) -> usize {
        state.by_id(self.mailbox).map_or(0, |mailbox| mailbox.at_most(&self.uids))
    }

    fn decide(&self, state: &State, context: Context) -> Result<Decision<FlagsStored>, Error> {
        let mailbox = context.mailbox(state, self.mailbox, Rights::READ)?;
        let rights = self.permit(&context, mailbox)?;
        let flags = permitted(&self.flags, rights);
        let mut keywords = KeywordTable::of(mailbox);
        let named = match self.mode {
            StoreMode::Remove => mailbox.known_flags(&flags),
            StoreMode::Add | StoreMode::Replace => keywords.flags(&flags)?,
        };
        let change = match self.mode {
            StoreMode::Replace => Change { clear: rights.flags(), set: named },
            StoreMode::Add => Change { clear: Flags::NONE, set: named },
            StoreMode::Remove => Change { clear: named, set: Flags::NONE },
        };
        let Affected { mut stored, shared, seen } = self.affected(state, &context, mailbox, change);
        if stored.changed.is_empty() {
            return Ok(Decision::new(Vec::new(), stored));
        }
        stored.modseq = state.modseq.next();
        let mut events = keywords.into_events();
        if !shared.is_empty() {
            let Change { clear, set } = if context.reader.is_some() { change.shared() } else { change };
            events.push(Event::FlagsChanged { mailbox: mailbox.id, uids: shared, clear, set });
        }
        if let Some(reader) = context.reader_id().filter(|_| !seen.is_empty()) {
            let is_seen = change.set.contains(Flags::SEEN);
            events.push(Event::SeenChanged { mailbox: mailbox.id, reader, uids: seen, seen: is_seen });
        }
        Ok(Decision::new(events, stored))
    }
}

/// The flags become (what they were, without `clear`) with `set`.
#[derive(Clone, Copy)]
struct Change {
    clear: Flags,
    set: Flags,
}

impl Change {
    fn of(self, flags: Flags) -> Flags {
        flags & !self.clear | self.set
    }

    /// What of it everybody sees: a reader's `\Seen` is its own.
    fn shared(self) -> Self {
        Self { clear: self.clear & !Flags::SEEN, set: self.set & !Flags::SEEN }
    }
}

/// Which messages a STORE changes.
#[derive(Default)]
struct Affected {
    stored: FlagsStored,
    /// Those whose shared flags change.
    shared: UidSet,
    /// Those whose `\Seen` of the reader changes.
    seen: UidSet,
}

impl StoreFlags {
    /// RFC 4314 §4: the right to change one of the flags is enough; the others stay as they are.
    fn permit(&self, context: &Context, mailbox: &Mailbox) -> Result<Rights, Error> {
        let rights = context.rights(mailbox);
        let keyword = if self.flags.keywords.is_empty() { Flags::NONE } else { Flags::keyword(0) };
        let asked = match self.mode {
            StoreMode::Replace => Flags::ALL,
            StoreMode::Add | StoreMode::Remove => self.flags.system | keyword,
        };
        match asked.is_empty() || rights.flags().intersects(asked) {
            true => Ok(rights),
            false => Err(Error::NoPermission),
        }
    }

    /// A message whose flags stay as they are is not touched, so its modseq stays too.
    fn affected(&self, state: &State, context: &Context, mailbox: &Mailbox, change: Change) -> Affected {
        let known = context.seen(state, mailbox.id);
        let mut affected = Affected::default();
        affected.stored.modseq = known.map_or(mailbox.modseq, |seen| seen.modseq().max(mailbox.modseq));
        for (_, message) in mailbox.select(&self.uids) {
            let (flags, modseq) = context.view(message, known);
            let after = change.of(flags);
            if self.unchanged_since.is_some_and(|limit| modseq > limit) {
                affected.stored.modified.insert(message.uid);
            } else if after != flags {
                affected.stored.changed.insert(message.uid);
                affected.sort(context.reader.is_some(), message.uid, flags, after);
            }
        }
        affected
    }
}

impl Affected {
    fn sort(&mut self, is_reader: bool, uid: Uid, before: Flags, after: Flags) {
        if is_reader && before.contains(Flags::SEEN) != after.contains(Flags::SEEN) {
            self.seen.insert(uid);
        }
        if !is_reader || before & !Flags::SEEN != after & !Flags::SEEN {
            self.shared.insert(uid);
        }
    }
}
