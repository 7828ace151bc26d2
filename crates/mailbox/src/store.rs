//! All accounts: opens them when they are asked for, lets them go when nobody looks.

use std::sync::Arc;

use parking_lot::RwLock;
use posthouse_blob::{BlobId, BlobStore, Body};
use posthouse_engine::{Batch, Engine};
use posthouse_message::Indexer;
use tokio::sync::watch;

use crate::incoming::Arrived;
use crate::registry::Registry;
use crate::storage::Storage;
use crate::{Account, AccountId, Clock, Error, Incoming, QuotaLimits, StorageError};

/// How many messages open accounts hold before idle ones are let go: 256 MB of them.
const MOST_HELD: u64 = 4_000_000;

/// The mailboxes of every account. Cloning is cheap.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    storage: Storage,
    clock: Clock,
    /// The limits of accounts that have none of their own.
    limits: RwLock<QuotaLimits>,
    accounts: Registry,
}

impl Store {
    /// The mailboxes kept in `engine` with bodies in `blobs`.
    #[must_use]
    pub fn new(engine: Arc<dyn Engine>, blobs: BlobStore, clock: Clock) -> Self {
        Self::bounded(engine, blobs, clock, MOST_HELD)
    }

    /// The same, with `most_held` messages in open accounts (64 bytes each) before idle ones are let go.
    #[must_use]
    pub fn bounded(engine: Arc<dyn Engine>, blobs: BlobStore, clock: Clock, most_held: u64) -> Self {
        let storage = Storage { engine, blobs, given: watch::Sender::new(0) };
        Self {
            inner: Arc::new(Inner { storage, clock, limits: RwLock::default(), accounts: Registry::new(most_held) }),
        }
    }

    /// Sets the limits of accounts that have none of their own. Accounts that are open already keep those they have.
    pub fn set_default_limits(&self, limits: QuotaLimits) {
        *self.inner.limits.write() = limits;
    }

    /// The account, opened if it is not yet. One that was never seen begins with its first mailboxes.
    ///
    /// # Errors
    /// [`Error::NoSuchAccount`] where it was removed; else where the storage fails or is damaged.
    pub async fn account(&self, id: AccountId) -> Result<Account, Error> {
        let slot = self.inner.accounts.slot(id)?;
        let mut is_new = false;
        let open = || {
            is_new = true;
            let limits = *self.inner.limits.read();
            Account::open(self.inner.storage.clone(), self.inner.clock.clone(), limits, id)
        };
        let account = slot.account.get_or_try_init(open).await?.clone();
        if is_new {
            self.inner.accounts.weigh(&slot, &account);
            drop(slot);
            for (id, surplus) in self.inner.accounts.surplus() {
                self.let_go(id, surplus).await;
            }
        }
        Ok(account)
    }

    /// A new message on its way in.
    #[must_use]
    pub fn incoming(&self) -> Incoming {
        Incoming::new(self.inner.storage.blobs.draft())
    }

    /// The bytes of a message that no mailbox holds yet.
    ///
    /// # Errors
    /// Where the storage fails or is damaged.
    pub async fn body(&self, arrived: &Arrived) -> Result<Body, Error> {
        let stored = arrived.stored();
        let body = self.inner.storage.blobs.open_body(&stored.id, Some(stored.location)).await;
        body.map_err(StorageError::from)?.ok_or(Error::Gone)
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

    /// How many accounts are open.
    #[must_use]
    pub fn open_accounts(&self) -> usize {
        self.inner.accounts.count()
    }

    /// Lets go of accounts that nobody holds.
    pub async fn release_idle(&self) {
        for (id, account) in self.inner.accounts.open() {
            self.let_go(id, account).await;
        }
    }

    /// Renews the snapshot of every open account that needs it; for an orderly stop.
    pub async fn rest(&self) {
        for (_, account) in self.inner.accounts.open() {
            account.rest().await;
        }
    }

    /// Its writer must be at rest before another may begin: a snapshot that is still being written would be mixed with
    /// the next one's.
    async fn let_go(&self, id: AccountId, account: Account) {
        account.rest().await;
        drop(account);
        self.inner.accounts.take_idle(id);
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.inner.storage
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Ends the account for ever: nobody can open it, and whoever holds it changes nothing any more.
    pub(crate) async fn close(&self, id: AccountId) {
        let Some(slot) = self.inner.accounts.remove(id) else { return };
        // Where it is just being opened, this waits until it is.
        let opened = slot.account.get_or_try_init(|| std::future::ready(Err(Error::NoSuchAccount))).await;
        if let Ok(account) = opened {
            account.close().await;
        }
    }
}
