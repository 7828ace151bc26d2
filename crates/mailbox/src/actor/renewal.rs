//! Renewing the snapshot while operations go on: it is made of an immutable version and has a commit of its own, so that
//! nobody waits for it but who wants the account at rest.
//!
//! One at a time, as each is written as the difference to the one that is stored.

use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::snapshot::{self, Stored};
use crate::storage::Storage;
use crate::{AccountId, Error, State, StorageError, aside, keys};

/// A snapshot that is being written.
pub(crate) struct Renewal {
    task: JoinHandle<Result<Stored, Error>>,
    /// Who waits for this one.
    pub(super) awaited_by: Vec<oneshot::Sender<()>>,
    /// Who came when it had begun, and wants one of what has happened since.
    pub(super) too_early_for: Vec<oneshot::Sender<()>>,
}

impl Renewal {
    /// Begins to turn what is stored into a snapshot of `state`. Whether the account is at rest, `busy` tells.
    pub(super) fn begin(
        account: AccountId,
        storage: Storage,
        state: Arc<State>,
        stored: Arc<Stored>,
        busy: Arc<()>,
        awaited_by: Vec<oneshot::Sender<()>>,
    ) -> Self {
        let task = tokio::spawn(async move {
            let written = write(account, &storage, state, stored).await;
            drop(busy);
            written
        });
        Self { task, awaited_by, too_early_for: Vec::new() }
    }

    /// What is stored when the snapshot is written; for ever pending where none is being written. May be asked again if it
    /// was not waited for.
    pub(super) async fn written(renewal: &mut Option<Self>) -> Result<Stored, Error> {
        let Some(renewal) = renewal else { return std::future::pending().await };
        let stopped = |error: tokio::task::JoinError| Err(StorageError::Unavailable(error.to_string()).into());
        (&mut renewal.task).await.unwrap_or_else(stopped)
    }
}

async fn write(account: AccountId, storage: &Storage, state: Arc<State>, stored: Arc<Stored>) -> Result<Stored, Error> {
    let key = keys::snapshot_head(account);
    let head = storage.get(&key).await?;
    if !stored.is_of(head.as_deref()) {
        return Err(Error::Conflict);
    }
    let things = state.held.messages.saturating_add(state.mailboxes.size() as u64);
    let things = usize::try_from(things).unwrap_or(usize::MAX);
    let (mut batch, written) = aside::work(things, move || snapshot::write(account, &state, &stored)).await?;
    // The chunks that are not written again are those of this head.
    match head {
        Some(head) => batch.require_equals(key, head),
        None => batch.require_absent(key),
    };
    storage.engine.commit(batch).await?;
    Ok(written)
}
