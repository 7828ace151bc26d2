//! What wakes a session that waits for its client: new versions of the accounts that there is something to tell of.

use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use posthouse_mailbox::{Account, Watch};

use crate::end::End;
use crate::state::State;

/// New versions of some accounts, each once.
#[derive(Default)]
pub(crate) struct Feed(Vec<Watch>);

/// What ends waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// The client has sent something.
    ByClient,
    /// There is a new version.
    ByFeed,
}

impl Feed {
    /// What a client is told of while no command is in progress: nothing, unless it has asked for it by NOTIFY.
    pub(crate) fn unasked(state: &State) -> Self {
        let user = match state {
            State::NotAuthenticated => return Self::default(),
            State::Authenticated(user) => user,
            State::Selected(selected) => &selected.user,
        };
        let Some(notify) = user.notify.as_deref() else { return Self::default() };
        let selected = match state {
            State::Selected(selected) if notify.selected.is_some() => Some(&selected.account),
            _ => None,
        };
        Self::of(selected.into_iter().chain(notify.accounts()))
    }

    /// What a client is told of while it idles: its selected mailbox, and what it has asked for by NOTIFY
    /// (RFC 5465 §4). That its mailbox was deleted it learns in any case.
    pub(crate) fn idling(state: &State) -> Self {
        match state {
            State::Selected(selected) => {
                let watched = selected.user.notify.iter().flat_map(|notify| notify.accounts());
                Self::of([&selected.account].into_iter().chain(watched))
            }
            _ => Self::unasked(state),
        }
    }

    fn of<'a>(accounts: impl Iterator<Item = &'a Account>) -> Self {
        let mut ids = Vec::new();
        let mut versions = Vec::new();
        for account in accounts {
            if !ids.contains(&account.id()) {
                ids.push(account.id());
                versions.push(account.watch());
            }
        }
        Self(versions)
    }

    /// Whether nothing will ever wake the session.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// From now on only what is newer is new.
    pub(crate) fn mark_seen(&mut self) {
        self.0.iter_mut().for_each(Watch::mark_unchanged);
    }

    /// Ready when an account has a new version.
    ///
    /// # Errors
    /// Where an account has no writer any more.
    pub(crate) async fn changed(&mut self) -> Result<(), End> {
        let changed = match &mut self.0[..] {
            [] => pending().await,
            [only] => only.changed().await,
            several => {
                let mut all: Vec<_> = several.iter_mut().map(|one| Box::pin(one.changed())).collect();
                poll_fn(|context| {
                    let mut ready = all.iter_mut().map(|one| Pin::new(one).poll(context));
                    ready.find(Poll::is_ready).unwrap_or(Poll::Pending)
                })
                .await
            }
        };
        changed.map_err(|_| End::AccountClosed)
    }
}
