//! What wakes a session that waits for its client: new versions of the accounts that there is something to tell of.

use std::future::{pending, poll_fn};
use std::task::Poll;

use posthouse_mailbox::{Account, AccountId, ShareWatch, Watch};

use crate::end::End;
use crate::state::{State, User};

/// New versions of some accounts, each once.
#[derive(Default)]
pub(crate) struct Feed {
    accounts: Vec<Source>,
    /// Accounts that may be added.
    shares: Option<ShareWatch>,
}

struct Source {
    id: AccountId,
    watch: Watch,
    /// Whether the session cannot go on without the account.
    is_needed: bool,
}

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
        match state {
            State::NotAuthenticated => Self::default(),
            State::Authenticated(user) => Self::of(user, None),
            State::Selected(selected) => {
                let is_told = selected.user.notify.as_ref().is_some_and(|notify| notify.selected.is_some());
                Self::of(&selected.user, is_told.then_some(&selected.account))
            }
        }
    }

    /// What a client is told of while it idles: its selected mailbox, and what it has asked for by NOTIFY
    /// (RFC 5465 §4). That its mailbox was deleted it learns in any case.
    pub(crate) fn idling(state: &State) -> Self {
        match state {
            State::Selected(selected) => Self::of(&selected.user, Some(&selected.account)),
            _ => Self::unasked(state),
        }
    }

    fn of(user: &User, selected: Option<&Account>) -> Self {
        let mut feed = Self::default();
        selected.into_iter().for_each(|account| feed.add(account, true));
        if let Some(notify) = &user.notify {
            notify.accounts().for_each(|account| feed.add(account, account.id() == user.account.id()));
            feed.shares = notify.shares().cloned();
        }
        feed
    }

    fn add(&mut self, account: &Account, is_needed: bool) {
        if !self.accounts.iter().any(|source| source.id == account.id()) {
            self.accounts.push(Source { id: account.id(), watch: account.watch(), is_needed });
        }
    }

    /// Whether nothing will ever wake the session.
    pub(crate) fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.shares.is_none()
    }

    /// Whether another feed has more accounts: they were added since this one was made.
    pub(crate) fn is_short(&self, other: &Self) -> bool {
        self.accounts.len() < other.accounts.len()
    }

    /// From now on only what is newer is new.
    pub(crate) fn mark_seen(&mut self) {
        self.accounts.iter_mut().for_each(|source| source.watch.mark_unchanged());
        self.shares.as_mut().map(ShareWatch::take);
    }

    /// Ready when there is something new.
    ///
    /// # Errors
    /// Where an account that is needed has no writer any more.
    pub(crate) async fn changed(&mut self) -> Result<(), End> {
        let given = async {
            match &self.shares {
                Some(shares) => shares.changed().await,
                None => pending().await,
            }
        };
        tokio::select! {
            changed = any_changed(&mut self.accounts) => changed,
            () = given => Ok(()),
        }
    }
}

async fn any_changed(sources: &mut [Source]) -> Result<(), End> {
    match sources {
        [] => pending().await,
        [only] => only.changed().await,
        several => {
            let mut all: Vec<_> = several.iter_mut().map(|one| Box::pin(one.changed())).collect();
            poll_fn(|context| {
                let mut ready = all.iter_mut().map(|one| one.as_mut().poll(context));
                ready.find(Poll::is_ready).unwrap_or(Poll::Pending)
            })
            .await
        }
    }
}

impl Source {
    async fn changed(&mut self) -> Result<(), End> {
        match self.watch.changed().await {
            Err(_) if self.is_needed => Err(End::AccountClosed),
            Err(_) => pending().await,
            Ok(()) => Ok(()),
        }
    }
}
