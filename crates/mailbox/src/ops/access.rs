//! Who may do it: every operation asks here, so that every protocol obeys (RFC 4314 §4).

use std::borrow::Cow;
use std::sync::Arc;

use super::Context;
use crate::state::Seen;
use crate::{AccountId, Error, Flags, Mailbox, MailboxId, MailboxName, Message, ModSeq, NamedFlags, Rights, State};

impl Context<'_> {
    /// The rights of whoever asks.
    pub(crate) fn rights(&self, mailbox: &Mailbox) -> Rights {
        self.reader.map_or(Rights::ALL, |reader| mailbox.acl().rights_of(reader))
    }

    /// The mailbox, if whoever asks has all of these rights to it.
    pub(crate) fn mailbox<'s>(&self, state: &'s State, id: MailboxId, needed: Rights) -> Result<&'s Mailbox, Error> {
        self.permit(state.by_id(id), needed)
    }

    /// The same, by name.
    pub(crate) fn named<'s>(&self, state: &'s State, name: &MailboxName, needed: Rights) -> Result<&'s Mailbox, Error> {
        self.permit(state.mailbox(name), needed)
    }

    /// A mailbox that can neither be looked up nor opened is not there (RFC 4314 §6).
    fn permit<'s>(&self, mailbox: Option<&'s Arc<Mailbox>>, needed: Rights) -> Result<&'s Mailbox, Error> {
        let mailbox = mailbox.ok_or(Error::NoSuchMailbox)?;
        let rights = self.rights(mailbox);
        match rights.contains(needed) {
            true => Ok(mailbox),
            false if rights.intersects(Rights::LOOKUP | Rights::READ) => Err(Error::NoPermission),
            false => Err(Error::NoSuchMailbox),
        }
    }

    /// RFC 4314 §4: a mailbox is made with the right `k` to the nearest one above it that is there. Only the owner makes
    /// one where there is none.
    pub(crate) fn permit_creation(&self, state: &State, name: &MailboxName) -> Result<(), Error> {
        if self.reader.is_none() {
            return Ok(());
        }
        let parent = std::iter::successors(name.parent(), MailboxName::parent).find_map(|name| state.mailbox(&name));
        match parent.is_some_and(|parent| self.rights(parent).contains(Rights::CREATE)) {
            true => Ok(()),
            false => Err(Error::NoPermission),
        }
    }

    /// Some things only the owner does.
    pub(crate) fn require_owner(&self) -> Result<(), Error> {
        if self.reader.is_none() { Ok(()) } else { Err(Error::NoPermission) }
    }

    /// Who has a `\Seen` of its own; `None` for the owner, whose `\Seen` is among the shared flags.
    pub(crate) fn reader_id(&self) -> Option<AccountId> {
        self.reader.map(|reader| reader.account())
    }

    /// What the reader has seen of a mailbox.
    pub(crate) fn seen<'s>(&self, state: &'s State, mailbox: MailboxId) -> Option<&'s Seen> {
        state.seen_by(mailbox, self.reader_id()?).map(|seen| &**seen)
    }

    /// Flags and modseq of a message as whoever asks sees them.
    pub(crate) fn view(&self, message: &Message, seen: Option<&Seen>) -> (Flags, ModSeq) {
        if self.reader.is_none() {
            return (message.flags, message.modseq);
        }
        let (is_seen, modseq) = seen.map(|seen| seen.get(message.uid)).unwrap_or_default();
        (Flags::for_reader(message.flags, is_seen), message.modseq.max(modseq))
    }
}

/// The flags among these that can be set with these rights.
pub(crate) fn permitted(named: &NamedFlags, rights: Rights) -> Cow<'_, NamedFlags> {
    let allowed = rights.flags();
    if allowed == Flags::ALL {
        return Cow::Borrowed(named);
    }
    let keywords = if rights.contains(Rights::WRITE) { named.keywords.clone() } else { Vec::new() };
    Cow::Owned(NamedFlags { system: named.system & allowed, keywords })
}
