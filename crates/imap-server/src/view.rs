//! What the client of a session knows of its selected mailbox.

use std::sync::Arc;

use posthouse_mailbox::{Account, Mailbox, ModSeq, Uid, UidSet};

use crate::query::Scope;
use crate::state::Access;
use crate::updates::Updates;

/// The version of the mailbox that the client has been told of, and which of its messages are `\Recent` here.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// Sequence numbers count the messages of this version.
    pub(crate) mailbox: Arc<Mailbox>,
    /// The messages that this session was the first to be told of (RFC 3501 §2.3.2).
    pub(crate) recent: UidSet,
    /// The search result variable, `$` (RFC 5182 §2.1). What has vanished from the mailbox may stay in the set.
    pub(crate) saved: UidSet,
    /// The last commit by which the client has been told of everything. What has vanished later stays in the view until
    /// it may be told (RFC 7162 §3.2).
    pub(crate) told: ModSeq,
    /// The searches whose changes are told.
    pub(crate) updates: Updates,
    /// Flags that have changed after this were not all told, because the client did not want to know (RFC 5465 §5.1).
    pub(crate) untold_flags: Option<ModSeq>,
    /// Whether messages are in it that are gone, which the client was not allowed to be told by the last command.
    pub(crate) holds_gone: bool,
}

impl View {
    /// A mailbox that is opened now.
    pub(crate) fn open(account: &Account, mailbox: Arc<Mailbox>, access: Access) -> Self {
        let recent = recent(account, access, &mailbox);
        let told = mailbox.modseq;
        Self {
            mailbox,
            recent,
            saved: UidSet::new(),
            told,
            updates: Updates::default(),
            untold_flags: None,
            holds_gone: false,
        }
    }

    /// Whether the message has `\Recent` in this session.
    pub(crate) fn is_recent(&self, uid: Uid) -> bool {
        self.recent.contains(uid)
    }

    /// What the client's words stand for in a search.
    pub(crate) fn scope(&self, account: &Account) -> Scope<'_> {
        let now = account.clock().seconds();
        Scope { account: account.id(), mailbox: &self.mailbox, recent: &self.recent, saved: &self.saved, now }
    }

    /// Makes messages that have come `\Recent`.
    pub(crate) fn note_arrivals(&mut self, account: &Account, access: Access) {
        // They are behind all others, so adding them is cheap. Messages that have vanished may stay in the set.
        recent(account, access, &self.mailbox).ranges().for_each(|(first, last)| self.recent.insert_range(first, last));
    }

    /// How many messages are `\Recent`.
    pub(crate) fn count_recent(&self) -> u32 {
        let up_to = |uid| self.mailbox.by_uid(uid).map_or_else(|| self.mailbox.count_before(uid), |(number, _)| number);
        self.recent.ranges().map(|(first, last)| up_to(last) - self.mailbox.count_before(first)).sum()
    }
}

/// The messages that no session was told of. A session that may write takes them for itself; EXAMINE must leave them
/// `\Recent` for the next one (RFC 3501 §6.3.2).
fn recent(account: &Account, access: Access, mailbox: &Mailbox) -> UidSet {
    match access {
        Access::ReadWrite => account.claim_recent(mailbox),
        Access::ReadOnly => last(account.count_recent(mailbox), mailbox),
    }
}

/// The last `count` messages: what nobody was told of is behind all others.
fn last(count: u32, mailbox: &Mailbox) -> UidSet {
    let first = mailbox.exists().saturating_sub(count).saturating_add(1);
    match (mailbox.by_number(first), mailbox.by_number(mailbox.exists())) {
        (Some(first), Some(last)) => UidSet::range(first.uid, last.uid),
        _ => UidSet::new(),
    }
}
