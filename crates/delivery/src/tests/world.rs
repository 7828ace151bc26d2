//! A server's storage without a server: three accounts, a folder for bodies, and an engine of the test's choice.

use std::path::Path;
use std::sync::Arc;

use crate::Delivery;
use posthouse_blob::{BlobStore, Options};
use posthouse_directory::{Address, Credentials, Directory, Domain, ScramKeys};
use posthouse_engine::Engine;
use posthouse_engine::memory::Memory;
use posthouse_mailbox::{AccountId, Arrived, Clock, MailboxName, Store};

pub(crate) const MESSAGE: &[u8] = b"Subject: once\r\n\r\nand only once\r\n";

/// Runs `work` as if it were a process of its own: when it ends, all its tasks, threads and locks end with it.
pub(crate) fn process<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) delivery: Delivery,
    pub(crate) directory: Directory,
}

impl World {
    pub(crate) async fn open(engine: Arc<dyn Engine>, folder: &Path) -> Result<Self, String> {
        let blobs =
            BlobStore::open(folder, Arc::clone(&engine), Options::default()).await.map_err(|e| e.to_string())?;
        let clock = Clock::new(|| 1_700_000_000);
        let store = Store::new(Arc::clone(&engine), blobs, clock.clone());
        let directory = Directory::open(Arc::clone(&engine)).await.map_err(|e| e.to_string())?;
        let delivery = Delivery::new(engine, store.clone(), directory.clone(), clock);
        Ok(Self { store, delivery, directory })
    }

    pub(crate) async fn arrive(&self) -> Result<Arrived, String> {
        let mut incoming = self.store.incoming();
        incoming.write(MESSAGE).await.map_err(|e| e.to_string())?;
        incoming.finish().await.map_err(|e| e.to_string())
    }

    /// How many messages the account has in its INBOX, each of them readable.
    pub(crate) async fn count(&self, account: AccountId) -> u32 {
        let account = self.store.account(account).await.unwrap();
        let inbox = account.mailbox(&MailboxName::inbox()).unwrap();
        for message in inbox.messages() {
            let email = account.email(message.email).await.unwrap();
            let body = account.body(email.body).await.unwrap();
            assert_eq!(body.read(0..body.len()).await.unwrap(), MESSAGE);
        }
        inbox.exists()
    }

    pub(crate) async fn counts(&self, accounts: &[AccountId]) -> Vec<u32> {
        let mut counts = Vec::new();
        for account in accounts {
            counts.push(self.count(*account).await);
        }
        counts
    }
}

/// An engine with accounts whose mailboxes are set up, and their numbers.
pub(crate) fn base(folder: &Path) -> (Memory, Vec<AccountId>) {
    let memory = Memory::new();
    let accounts = process(set_up(&memory, folder));
    (memory, accounts)
}

async fn set_up(memory: &Memory, folder: &Path) -> Vec<AccountId> {
    let world = World::open(Arc::new(memory.clone()), folder).await.unwrap();
    world.directory.add_domain(&Domain::parse("example.test").unwrap()).await.unwrap();
    let mut accounts = Vec::new();
    for name in ["alice", "bob", "carol"] {
        let address = Address::parse(&format!("{name}@example.test")).unwrap();
        let account = world.directory.add_account(&address, credentials(), false).await.unwrap();
        accounts.push(AccountId(account.id.0));
        world.store.account(AccountId(account.id.0)).await.unwrap();
    }
    accounts
}

fn credentials() -> Credentials {
    let keys = || ScramKeys { salt: vec![1], iterations: 2, stored_key: vec![3], server_key: vec![4] };
    Credentials { password_hash: "none".to_owned(), scram_sha1: keys(), scram_sha256: keys() }
}
