//! All accounts: opens them when they are asked for, lets them go when nobody looks.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use posthouse_blob::{BlobId, BlobStore};
use posthouse_engine::{Batch, Engine};
use posthouse_message::Indexer;
use tokio::sync::OnceCell;

use crate::incoming::Arrived;
use crate::storage::Storage;
use crate::{Account, AccountId, Clock, Error, Incoming, StorageError};

/// The mailboxes of every account. Cloning is cheap.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    storage: Storage,
    clock: Clock,
    accounts: Mutex<HashMap<AccountId, Slot>>,
}

/// Opening is done once, however many ask at the same time.
type Slot = Arc<OnceCell<Account>>;

impl Store {
    /// The mailboxes kept in `engine` with bodies in `blobs`.
    #[must_use]
    pub fn new(engine: Arc<dyn Engine>, blobs: BlobStore, clock: Clock) -> Self {
        let storage = Storage { engine, blobs };
        Self { inner: Arc::new(Inner { storage, clock, accounts: Mutex::default() }) }
    }

    /// The account, opened if it is not yet. One that was never seen begins with its first mailboxes.
    ///
    /// # Errors
    /// Where the storage fails or is damaged.
    pub async fn account(&self, id: AccountId) -> Result<Account, Error> {
        let slot = Arc::clone(self.inner.accounts.lock().entry(id).or_default());
        let open = || Account::open(self.inner.storage.clone(), self.inner.clock.clone(), id);
        slot.get_or_try_init(open).await.cloned()
    }

    /// A new message on its way in.
    #[must_use]
    pub fn incoming(&self) -> Incoming {
        Incoming::new(self.inner.storage.blobs.draft())
    }

    /// A message whose body is stored already; `None` where it is not.
    ///
    /// # Errors
    /// Where the storage fails or is damaged.
    pub async fn arrived(&self, blob: BlobId) -> Result<Option<Arrived>, StorageError> {
        let blobs = &self.inner.storage.blobs;
        let Some(stored) = blobs.hold(&blob).await? else { return Ok(None) };
        let Some(body) = blobs.open_body(&blob, Some(stored.location)).await? else { return Ok(None) };
        let mut indexer = Indexer::new();
        let mut chunks = body.chunks(0..body.len());
        while let Some(chunk) = chunks.next().await? {
            indexer.push(&chunk);
        }
        Ok(Some(Arrived::new(stored, indexer.finish())))
    }

    /// Puts a reference to the message's body into `batch`: it is kept until the owner gives it up.
    pub fn add_reference(&self, batch: &mut Batch, arrived: &Arrived, owner: &[u8; 16]) {
        self.inner.storage.blobs.add_reference(batch, arrived.stored(), owner);
    }

    /// Takes the reference of `owner` back in `batch`.
    pub fn remove_reference(&self, batch: &mut Batch, blob: &BlobId, owner: &[u8; 16]) {
        self.inner.storage.blobs.remove_reference(batch, blob, owner);
    }

    /// Whether the storage answers.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.inner.storage.get(&[]).await.map(|_| ())
    }

    /// The accounts that are open.
    #[must_use]
    pub fn open_accounts(&self) -> usize {
        self.inner.accounts.lock().len()
    }

    /// Lets go of accounts that nobody holds, each after its snapshot was renewed.
    pub async fn release_idle(&self) {
        for (id, account) in self.opened() {
            account.rest().await;
            drop(account);
            let mut accounts = self.inner.accounts.lock();
            // Under the lock nobody can get a handle, so an idle account stays idle until it is out of the map.
            if accounts.get(&id).is_some_and(is_idle) {
                accounts.remove(&id);
            }
        }
    }

    /// Renews the snapshot of every open account; for an orderly stop.
    pub async fn rest(&self) {
        for (_, account) in self.opened() {
            account.rest().await;
        }
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.inner.storage
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Ends the account's writer, so that it can be removed.
    pub(crate) async fn close(&self, id: AccountId) {
        let slot = self.inner.accounts.lock().remove(&id);
        if let Some(account) = slot.as_ref().and_then(|slot| slot.get()) {
            account.close().await;
        }
    }

    fn opened(&self) -> Vec<(AccountId, Account)> {
        let accounts = self.inner.accounts.lock();
        accounts.iter().filter_map(|(id, slot)| Some((*id, slot.get()?.clone()))).collect()
    }
}

/// A slot that somebody holds is being opened or about to be used.
fn is_idle(slot: &Slot) -> bool {
    Arc::strong_count(slot) == 1 && slot.get().is_some_and(Account::is_idle)
}
