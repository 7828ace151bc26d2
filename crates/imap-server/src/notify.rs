//! What a client wants to be told of without asking (RFC 5465).
//!
//! A session holds the version of the account that its client was told of last. When there is a newer one, the
//! difference is told: nothing is queued, however slow the client is, and many changes are told as one.
//!
//! Not here: the messages of the selected mailbox, whose difference `sync.rs` tells; what it leaves out is asked here.

mod arrivals;
mod events;
mod listing;
mod names;
mod own;
mod statuses;
mod telling;

use std::sync::Arc;

use posthouse_imap_wire::MailboxFilter;
use posthouse_imap_wire::command::{EventGroup, FetchItem, NotifyEvent};
use posthouse_imap_wire::table::Expunge;
use posthouse_mailbox::{Account, AccountId, MailboxId, ShareWatch, State};

pub(crate) use events::{Events, SUPPORTED};
pub(crate) use own::{Did, Own};
pub(crate) use telling::{tell, tell_first};

use crate::error::{Error, Refusal};
use crate::fetch;
use crate::others::Neighbour;
use crate::place::Prefix;
use crate::sources::Filters;
use crate::state::User;

/// How many mailboxes one command may name.
const MAX_NAMES: usize = 1000;

/// How many accounts of others one session watches.
const MAX_OTHERS: usize = 100;

/// What a client has asked for by NOTIFY.
#[derive(Default)]
pub(crate) struct Notify {
    /// What is told of messages in the selected mailbox; `None` for nothing.
    pub(crate) selected: Option<InSelected>,
    wanted: Filters<Events>,
    watched: Vec<Watched>,
    /// Tells when there may be accounts of others that are not watched yet; `None` where none are wanted.
    shares: Option<ShareWatch>,
}

/// What is told of messages in the selected mailbox: that they come and go, and what else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InSelected {
    /// Changes of flags too.
    pub(crate) flags: bool,
    /// What to fetch of messages that come.
    pub(crate) items: Vec<FetchItem>,
    /// When messages may be told to be gone: at any time, or only with commands (RFC 5465 §6.1.2).
    pub(crate) expunge: Expunge,
}

/// An account in which there is something to tell of.
struct Watched {
    account: Account,
    prefix: Prefix,
    /// What the client was told of.
    told: Arc<State>,
}

/// The mailbox that is open, of which only messages are told, and only to whom they are selected.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Open(pub(crate) AccountId, pub(crate) MailboxId);

impl Notify {
    /// What the groups ask for.
    ///
    /// # Errors
    /// An event that is not told (RFC 5465 §3.1, BADEVENT), or more mailboxes than one session may watch.
    pub(crate) fn new(groups: &[EventGroup]) -> Result<Self, Refusal> {
        if groups.iter().map(|group| names(&group.filter)).sum::<usize>() > MAX_NAMES {
            return Err(Refusal::TooMuchToNotify);
        }
        let mut notify = Self::default();
        for group in groups {
            let events = Events::of(&group.events)?;
            match group.filter {
                MailboxFilter::Selected | MailboxFilter::SelectedDelayed => notify.selected = in_selected(group)?,
                _ => notify.wanted.add(&group.filter, events),
            }
        }
        Ok(notify)
    }

    /// Begins to watch, where what was watched before stops.
    ///
    /// # Errors
    /// Where there is more to watch than one session may.
    pub(crate) async fn take_over(&mut self, user: &User) -> Result<(), Error> {
        if self.wanted.is_empty() {
            return Ok(());
        }
        self.watch(user, user.account.clone(), Prefix::default());
        if !self.wanted.reaches_others() {
            return Ok(());
        }
        self.shares = Some(user.others.watch());
        let others = user.others.all().await?;
        if others.len() > MAX_OTHERS {
            return Err(Refusal::TooMuchToNotify.into());
        }
        others.into_iter().for_each(|neighbour| self.watch(user, neighbour.account, neighbour.prefix));
        Ok(())
    }

    /// Watches the accounts too that have given the user a right since (RFC 5465 §5.9). Of them it was told nothing.
    async fn watch_new(&mut self, user: &User) -> Result<(), Error> {
        if !self.shares.as_mut().is_some_and(ShareWatch::take) {
            return Ok(());
        }
        for Neighbour { account, prefix } in user.others.all().await? {
            if !self.watched.iter().any(|watched| watched.account.id() == account.id()) {
                self.watched.push(Watched { account, prefix, told: Arc::default() });
            }
        }
        if self.watched.len() > MAX_OTHERS { Err(Refusal::TooMuchToNotify.into()) } else { Ok(()) }
    }

    fn watch(&mut self, user: &User, account: Account, prefix: Prefix) {
        let before = user.notify.iter().flat_map(|notify| &notify.watched);
        let told = before.filter(|watched| watched.account.id() == account.id()).map(|watched| &watched.told).next();
        self.watched.push(Watched { told: told.map_or_else(|| account.now(), Arc::clone), account, prefix });
    }

    /// The accounts whose new versions there is something to tell of.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.watched.iter().map(|watched| &watched.account)
    }

    /// What tells of more accounts.
    pub(crate) fn shares(&self) -> Option<&ShareWatch> {
        self.shares.as_ref()
    }
}

/// How many mailboxes a filter names.
fn names(filter: &MailboxFilter) -> usize {
    match filter {
        MailboxFilter::Subtree(names) | MailboxFilter::SubtreeOne(names) | MailboxFilter::Mailboxes(names) => {
            names.len()
        }
        _ => 0,
    }
}

fn in_selected(group: &EventGroup) -> Result<Option<InSelected>, Refusal> {
    let items = group.events.iter().find_map(|event| match event {
        NotifyEvent::MessageNew(items) => Some(items.clone()),
        _ => None,
    });
    let Some(items) = items else { return Ok(None) };
    fetch::admit(&items)?;
    Ok(Some(InSelected {
        items,
        flags: group.events.contains(&NotifyEvent::FlagChange),
        expunge: match group.filter {
            MailboxFilter::SelectedDelayed => Expunge::Forbidden,
            _ => Expunge::Allowed,
        },
    }))
}

impl User {
    /// Whether the client does not want to know of messages that others put into the selected mailbox or take away.
    pub(crate) fn ignores_messages(&self) -> bool {
        self.notify.as_deref().is_some_and(|notify| notify.selected.is_none())
    }

    /// Whether the client does not want to know of flags that others change in the selected mailbox.
    pub(crate) fn ignores_flags(&self) -> bool {
        self.notify.as_deref().is_some_and(|notify| !notify.selected.as_ref().is_some_and(|selected| selected.flags))
    }

    /// When messages of the selected mailbox may be told to be gone while no command is in progress; `None` where nothing
    /// is told of it then.
    pub(crate) fn expunge_unasked(&self) -> Option<Expunge> {
        self.notify.as_deref()?.selected.as_ref().map(|selected| selected.expunge)
    }

    /// Notes what the client does itself, so that it is not told of it (RFC 5465 §5).
    pub(crate) fn note(&mut self, account: &Account, did: Did) {
        self.own = Some(Own { account: account.id(), did });
    }
}
