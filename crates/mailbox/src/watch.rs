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

/// Tells when somebody is given a right to a mailbox.
#[derive(Clone)]
pub struct ShareWatch(watch::Receiver<u64>);

impl ShareWatch {
    pub(crate) fn new(given: watch::Receiver<u64>) -> Self {
        Self(given)
    }

    /// Waits until somebody was given a right since this watch was made, or since [`ShareWatch::take`].
    pub async fn changed(&self) {
        // A clone has seen what this one has. Without a store there is nobody to give.
        if self.0.clone().changed().await.is_err() {
            std::future::pending().await
        }
    }

    /// Whether somebody was given a right; what was is then taken as known.
    pub fn take(&mut self) -> bool {
        let changed = self.0.has_changed().unwrap_or_default();
        self.0.mark_unchanged();
        changed
    }
}
