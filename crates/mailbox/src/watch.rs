//! Waiting for the next version of an account.

use std::sync::Arc;

use tokio::sync::watch;

use crate::State;

/// Tells when an account has a new version; which one, the account says ([`crate::Account::now`]).
#[derive(Clone)]
pub struct Watch(watch::Receiver<Arc<State>>);

/// The account was removed: no version will come any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the account has ended")]
pub struct Ended;

impl Watch {
    pub(crate) fn new(versions: watch::Receiver<Arc<State>>) -> Self {
        Self(versions)
    }

    /// Waits for a version that came after this watch was made, after the last one it told of, and after
    /// [`Watch::mark_unchanged`]. Who is slow misses versions in between, never the newest.
    ///
    /// # Errors
    /// Where none will come.
    pub async fn changed(&mut self) -> Result<(), Ended> {
        self.0.changed().await.map_err(|_| Ended)
    }

    /// Takes the newest version as known.
    pub fn mark_unchanged(&mut self) {
        self.0.mark_unchanged();
    }
}
