//! What removing an account asks of the mailbox store.

use std::future::Future;
use std::pin::Pin;

use posthouse_directory::AccountId;
use posthouse_mailbox::Store;

/// A future of [`RemoveMail`].
pub(crate) type Removing<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

/// Removes all mail of an account that can no longer log in or receive.
pub(crate) trait RemoveMail: Send + Sync {
    /// Ends what still uses the account and removes its mail; doing it again does no harm. An error is for a person.
    fn remove_mail(&self, account: AccountId) -> Removing<'_>;
}

/// For a store that no session uses.
impl RemoveMail for Store {
    fn remove_mail(&self, account: AccountId) -> Removing<'_> {
        let account = posthouse_mailbox::AccountId(account.0);
        Box::pin(async move { self.remove_account(account).await.map_err(|error| error.to_string()) })
    }
}
