//! STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3).

use super::keywords::KeywordTable;
use super::{Context, Decision, Operation, mailbox};
use crate::event::Event;
use crate::{Error, Flags, Mailbox, MailboxId, ModSeq, NamedFlags, State, UidSet};

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

    fn decide(&self, state: &State, _: Context) -> Result<Decision<FlagsStored>, Error> {
        let mailbox = mailbox(state, self.mailbox)?;
        let mut keywords = KeywordTable::of(mailbox);
        let named = match self.mode {
            StoreMode::Remove => mailbox.known_flags(&self.flags),
            StoreMode::Add | StoreMode::Replace => keywords.flags(&self.flags)?,
        };
        let (clear, set) = match self.mode {
            StoreMode::Replace => (Flags::ALL, named),
            StoreMode::Add => (Flags::NONE, named),
            StoreMode::Remove => (named, Flags::NONE),
        };
        let mut stored = self.affected(mailbox, clear, set);
        if stored.changed.is_empty() {
            return Ok(Decision::new(Vec::new(), stored));
        }
        stored.modseq = state.modseq.next();
        let mut events = keywords.into_events();
        events.push(Event::FlagsChanged { mailbox: mailbox.id, uids: stored.changed.clone(), clear, set });
        Ok(Decision::new(events, stored))
    }
}

impl StoreFlags {
    /// A message whose flags stay as they are is not touched, so its modseq stays too.
    fn affected(&self, mailbox: &Mailbox, clear: Flags, set: Flags) -> FlagsStored {
        let mut stored = FlagsStored { modseq: mailbox.modseq, ..FlagsStored::default() };
        for (_, message) in mailbox.select(&self.uids) {
            if self.unchanged_since.is_some_and(|limit| message.modseq > limit) {
                stored.modified.insert(message.uid);
            } else if message.flags & !clear | set != message.flags {
                stored.changed.insert(message.uid);
            }
        }
        stored
    }
}
