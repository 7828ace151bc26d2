//! What is read for a name in the account of somebody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use posthouse_blob::BlobStore;
use posthouse_directory::Domain;
use posthouse_engine::memory::Memory;
use posthouse_engine::{self as engine, Batch, BoxFuture, CommitError, Engine, Key, Range, Read, Value};
use posthouse_mailbox::{Clock, Identity, Rights, RightsChange};
use tempfile::TempDir;

use super::*;

const BOB: AccountId = AccountId(1000);

/// An engine that counts what is read.
#[derive(Clone, Default)]
struct Counting {
    memory: Memory,
    reads: Arc<AtomicUsize>,
}

impl Read for Counting {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, engine::Error>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.memory.get(key)
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, engine::Error>> {
        self.reads.fetch_add(keys.len(), Ordering::Relaxed);
        self.memory.get_many(keys)
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, engine::Error>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.memory.range(range)
    }
}

impl Engine for Counting {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        self.memory.commit(batch)
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, engine::Error>> {
        self.memory.snapshot()
    }
}

struct World {
    _disk: TempDir,
    engine: Counting,
    others: Others,
}

impl World {
    async fn new() -> Self {
        let (disk, engine) = (tempfile::tempdir().unwrap(), Counting::default());
        let shared: Arc<dyn Engine> = Arc::new(engine.clone());
        let blobs = BlobStore::open(disk.path(), Arc::clone(&shared), Default::default()).await.unwrap();
        let store = Store::new(Arc::clone(&shared), blobs, Clock::new(|| 1_700_000_000));
        let directory = Directory::open(shared).await.unwrap();
        directory.add_domain(&Domain::parse("example.test").unwrap()).await.unwrap();
        let others = Others { store, directory, reader: Reader::new(BOB, [GroupId(1)]) };
        Self { _disk: disk, engine, others }
    }

    /// Adds a shared account, which gives Bob a right to its INBOX or not.
    async fn add(&self, address: &str, gives: bool) {
        let address = Address::parse(address).unwrap();
        let added = self.others.directory.add_shared_account(&address).await.unwrap();
        let account = self.others.store.account(AccountId(added.id.0)).await.unwrap();
        let inbox = account.mailbox(&MailboxName::inbox()).unwrap().id;
        let rights = if gives { Rights::LOOKUP } else { Rights::NONE };
        account.set_acl(inbox, Identity::Account(BOB).into(), RightsChange::Replace, rights).await.unwrap();
    }

    /// Whether a mailbox is found in somebody's account, and what was read for that.
    async fn find(&self, name: &str) -> (bool, usize) {
        let before = self.engine.reads.load(Ordering::Relaxed);
        let owner = self.others.owner_of(&MailboxName::new(name).unwrap()).await.unwrap();
        (owner.is_some(), self.engine.reads.load(Ordering::Relaxed) - before)
    }
}

const MINE: &str = "Shared Folders/a/b@example.test/INBOX";

#[tokio::test]
async fn a_name_costs_the_same_however_many_have_given_rights() {
    let world = World::new().await;
    world.add("a/b@example.test", true).await;
    let alone = world.find(MINE).await;
    assert!(alone.0);
    for number in 0..40 {
        world.add(&format!("user{number}@example.test"), true).await;
    }
    assert_eq!(world.find(MINE).await, alone);
    assert_eq!(world.others.all().await.unwrap().len(), 41);
}

#[tokio::test]
async fn who_gives_nothing_is_as_who_is_not_there() {
    let world = World::new().await;
    world.add("a/b@example.test", true).await;
    world.add("silent@example.test", false).await;
    let silent = world.find("Shared Folders/silent@example.test/INBOX").await;
    assert!(!silent.0);
    assert_eq!(world.find("Shared Folders/nobody@example.test/INBOX").await, silent);
    // Nor is one found in the other namespace, or by an address of other case.
    for elsewhere in ["Other Users/a/b@example.test/INBOX", "Shared Folders/A/b@example.test/INBOX"] {
        assert!(!world.find(elsewhere).await.0, "{elsewhere}");
    }
}
