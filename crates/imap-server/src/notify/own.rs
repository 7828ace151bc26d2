//! What a client did itself is not told to it (RFC 5465 §5).

use std::collections::BTreeMap;
use std::sync::Arc;

use posthouse_mailbox::{AccountId, EntryName, Mailbox, MailboxId, MailboxName, State, UidSet};

use super::Events;
use super::names::{Affected, note};

/// What the client did by the command that is being answered, and in whose account.
pub(crate) struct Own {
    pub(crate) account: AccountId,
    pub(crate) did: Did,
}

/// What a client can do that others are told of.
pub(crate) enum Did {
    /// CREATE, with those above.
    Create(MailboxName),
    /// DELETE.
    Delete(MailboxName),
    /// RENAME, with those below.
    Rename(MailboxName, MailboxName),
    /// SUBSCRIBE, or UNSUBSCRIBE.
    Subscribe(MailboxName, bool),
    /// SETMETADATA, of a mailbox or of the server.
    Annotate(Option<MailboxId>, BTreeMap<EntryName, Option<Arc<[u8]>>>),
    /// APPEND, COPY or MOVE: these messages came into this mailbox.
    Add(MailboxId, UidSet),
}

impl Own {
    /// Takes the names out that the client knows of, and puts those in of which it has been wrong since.
    pub(super) fn correct(&self, affected: &mut Affected, new: &State) {
        match &self.did {
            Did::Create(made) => {
                affected.retain(|name, _| name != made && !made.is_below(name));
                expect(affected, made, new, true);
            }
            Did::Delete(gone) => {
                affected.retain(|name, _| name != gone && gone.parent().as_ref() != Some(name));
                expect(affected, gone, new, false);
            }
            Did::Rename(from, to) => {
                affected.retain(|name, _| name != to && !to.is_below(name));
                expect(affected, to, new, true);
                if !from.is_inbox() {
                    expect(affected, from, new, false);
                }
            }
            Did::Subscribe(name, wanted) => {
                affected.remove(name);
                if new.subscriptions().contains(name) != *wanted {
                    note(affected, name, Events::SUBSCRIPTIONS);
                }
            }
            Did::Add(..) | Did::Annotate(..) => {}
        }
    }

    /// Whether the new version of a mailbox has come about by what the client did and nothing else.
    pub(super) fn explains(&self, old: &Mailbox, new: &Mailbox) -> bool {
        let Did::Add(mailbox, uids) = &self.did else { return false };
        if *mailbox != new.id {
            return false;
        }
        let changes = old.changes_to(new);
        changes.arrived == *uids && changes.vanished.is_empty() && changes.changed.is_empty()
    }

    /// Whether the client knows what an entry says, as it has set it.
    pub(super) fn knows(&self, of: Option<MailboxId>, name: &EntryName, value: Option<&[u8]>) -> bool {
        match &self.did {
            Did::Annotate(mailbox, values) if *mailbox == of => {
                values.get(name).is_some_and(|set| set.as_deref() == value)
            }
            _ => false,
        }
    }

    /// The messages that the client put into a mailbox.
    pub(super) fn added_to(&self, account: AccountId, mailbox: MailboxId) -> Option<&UidSet> {
        match &self.did {
            Did::Add(target, uids) if self.account == account && *target == mailbox => Some(uids),
            _ => None,
        }
    }
}

fn expect(affected: &mut Affected, name: &MailboxName, new: &State, exists: bool) {
    if new.mailbox(name).is_some() != exists {
        note(affected, name, Events::NAMES);
    }
}
