//! The states of a session (RFC 9051 §3), each with what it needs.

use std::sync::Arc;

use posthouse_imap_wire::encode::{self, Code, Condition};
use posthouse_mailbox::{Account, Mailbox, Rights, Uid, UidSet};

use crate::convert;
use crate::enabled::Enabled;
use crate::end::End;
use crate::error::{Error, Refusal};
use crate::message_limit::MessageLimit;
use crate::notify::{Notify, Open, Own};
use crate::others::Others;
use crate::switches::Off;
use crate::view::View;

/// The state of a session.
pub(crate) enum State {
    /// Nobody has logged in (RFC 9051 §3.1).
    NotAuthenticated,
    /// Somebody has (RFC 9051 §3.2).
    Authenticated(User),
    /// And has opened a mailbox (RFC 9051 §3.3).
    Selected(Selected),
}

/// Who has logged in.
pub(crate) struct User {
    /// Its mailboxes.
    pub(crate) account: Account,
    /// Its login name, for the log.
    pub(crate) name: String,
    /// What it sees of others' mailboxes.
    pub(crate) others: Others,
    /// The capabilities that its sessions do not have.
    pub(crate) off: Off,
    /// What its client has switched on.
    pub(crate) enabled: Enabled,
    /// What its client wants to be told of; `None` until it has said so for the first time (RFC 5465 §3.1).
    pub(crate) notify: Option<Box<Notify>>,
    /// What its client does by the command that is being answered.
    pub(crate) own: Option<Own>,
}

/// An open mailbox.
pub(crate) struct Selected {
    /// Who has opened it.
    pub(crate) user: User,
    /// Whose it is.
    pub(crate) account: Account,
    /// What the client knows of it.
    pub(crate) view: View,
    /// What the client may do with it.
    pub(crate) access: Access,
    /// How many messages the command may work on.
    pub(crate) message_limit: MessageLimit,
    /// Messages from here on were not fetched for NOTIFY.
    pub(crate) unfetched: Uid,
    /// Those of them that were fetched as results of searches.
    pub(crate) fetched: UidSet,
}

/// How a mailbox is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// By SELECT.
    ReadWrite,
    /// By EXAMINE (RFC 9051 §6.3.3).
    ReadOnly,
}

impl State {
    /// Who has logged in.
    pub(crate) fn user(&mut self) -> Result<&mut User, Error> {
        match self {
            Self::NotAuthenticated => Err(Error::ClientBug("Log in first")),
            Self::Authenticated(user) | Self::Selected(Selected { user, .. }) => Ok(user),
        }
    }

    /// The open mailbox.
    pub(crate) fn selected(&mut self) -> Result<&mut Selected, Error> {
        match self {
            Self::Selected(selected) => Ok(selected),
            _ => Err(Error::ClientBug("Select a mailbox first")),
        }
    }

    /// Which mailbox is open.
    pub(crate) fn open(&self) -> Option<Open> {
        match self {
            Self::Selected(selected) => Some(Open(selected.account.id(), selected.view.mailbox.id)),
            _ => None,
        }
    }

    /// Closes the mailbox, if one is open; says whether one was.
    pub(crate) fn deselect(&mut self) -> bool {
        let (state, was_open) = match std::mem::replace(self, Self::NotAuthenticated) {
            Self::Selected(Selected { user, .. }) => (Self::Authenticated(user), true),
            other => (other, false),
        };
        *self = state;
        was_open
    }

    /// Opens a mailbox of an account.
    pub(crate) fn select(&mut self, account: Account, view: View, access: Access) {
        self.deselect();
        *self = match std::mem::replace(self, Self::NotAuthenticated) {
            Self::Authenticated(user) => {
                let unfetched = view.mailbox.uid_next;
                Self::Selected(Selected {
                    user,
                    account,
                    view,
                    access,
                    message_limit: MessageLimit::default(),
                    unfetched,
                    fetched: UidSet::new(),
                })
            }
            other => other,
        };
    }

    /// Notes that the client knows CONDSTORE. The first time, it is told the open mailbox's HIGHESTMODSEQ
    /// (RFC 7162 §3.1).
    pub(crate) fn enable_condstore(&mut self, out: &mut Vec<u8>) {
        match self {
            Self::NotAuthenticated => {}
            Self::Authenticated(user) => user.enabled.condstore = true,
            Self::Selected(selected) => selected.enable_condstore(out),
        }
    }
}

impl Selected {
    /// As [`State::enable_condstore`].
    pub(crate) fn enable_condstore(&mut self, out: &mut Vec<u8>) {
        if !self.user.enabled.condstore {
            self.user.enabled.condstore = true;
            highest_mod_seq(out, &self.view);
        }
    }

    /// The newest version of the mailbox, told or not. One that may no longer be read is as one that was deleted.
    pub(crate) fn newest(&self) -> Result<Arc<Mailbox>, Error> {
        let state = self.account.now();
        let readable = state.by_id(self.view.mailbox.id).filter(|mailbox| mailbox.rights().contains(Rights::READ));
        readable.cloned().ok_or(End::MailboxDeleted.into())
    }

    /// Refuses what would change a mailbox that is open for reading only.
    pub(crate) fn writable(&self) -> Result<(), Error> {
        match self.access {
            Access::ReadWrite => Ok(()),
            Access::ReadOnly => Err(Refusal::ReadOnly.into()),
        }
    }
}

/// Writes the HIGHESTMODSEQ of a mailbox (RFC 7162 §3.1.2.1), as far as the client knows the mailbox.
pub(crate) fn highest_mod_seq(out: &mut Vec<u8>, view: &View) {
    let code = Code::HighestModSeq(convert::highest_mod_seq(view.told));
    encode::untagged(out, Condition::Ok, Some(code), "Highest modification sequence");
}
