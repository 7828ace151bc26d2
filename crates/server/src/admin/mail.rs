//! What removing accounts, and taking rights from them, asks of the mailbox store and of who uses it.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use posthouse_auth::Visitors;
use posthouse_directory::AccountId;
use posthouse_mailbox::Store;
use tokio::time::timeout;

/// A future of [`RemoveMail`].
pub(crate) type Removing<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

/// A future of [`RemoveMail::end_sessions`].
pub(crate) type Ending<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Removes all mail of an account that can no longer log in or receive.
pub(crate) trait RemoveMail: Send + Sync {
    /// Ends what still uses the account and removes its mail; doing it again does no harm. An error is for a person.
    fn remove_mail(&self, account: AccountId) -> Removing<'_>;

    /// Ends what uses the account, so that what it may do is looked up anew.
    fn end_sessions(&self, account: AccountId) -> Ending<'_>;
}

/// For a store that no session uses.
impl RemoveMail for Store {
    fn remove_mail(&self, account: AccountId) -> Removing<'_> {
        let account = posthouse_mailbox::AccountId(account.0);
        Box::pin(async move { self.remove_account(account).await.map_err(|error| error.to_string()) })
    }

    fn end_sessions(&self, _: AccountId) -> Ending<'_> {
        Box::pin(std::future::ready(()))
    }
}

/// How long the sessions of the account get to end. One that does not is refused by the store from then on.
const LEAVE: Duration = Duration::from_secs(30);

/// A store that sessions use.
pub(crate) struct Served {
    pub(crate) store: Store,
    pub(crate) visitors: Visitors,
}

impl RemoveMail for Served {
    fn remove_mail(&self, account: AccountId) -> Removing<'_> {
        Box::pin(async move {
            self.end_sessions(account).await;
            self.store.remove_mail(account).await
        })
    }

    fn end_sessions(&self, account: AccountId) -> Ending<'_> {
        Box::pin(async move {
            if timeout(LEAVE, self.visitors.end_sessions(account)).await.is_err() {
                tracing::warn!(account = account.0, "a session that was told to end does not");
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use posthouse_auth::VisitorLimits;

    use super::*;
    use crate::data::{Absent, Data};

    #[tokio::test(start_paused = true)]
    async fn a_session_that_does_not_end_is_not_waited_for_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let data = Data::open(folder.path(), Absent::Create).await.unwrap();
        let limits = VisitorLimits { connections: 1, strangers_per_address: 1, sessions_per_account_and_address: None };
        let visitors = Visitors::new(limits);
        let visit = visitors.enter([192, 0, 2, 1].into()).unwrap();
        visit.log_in(AccountId(7)).unwrap();
        let served = Served { store: data.store.clone(), visitors };
        served.remove_mail(AccountId(7)).await.unwrap();
        assert!(*visit.stop().borrow());
    }
}
