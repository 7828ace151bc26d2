//! Snapshots are written while operations go on, and are never other than the log up to their commit.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

mod waiting;

use std::sync::Arc;

use posthouse_blob::BlobStore;
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, BoxFuture, CommitError, Engine, Error, Key, Range, Read, Value, Write};
use posthouse_mailbox::{
    Account, AccountId, Clock, Doomed, Flags, MailboxName, Message, NamedFlags, NewMessage, Store, StoreMode, Uid,
    UidSet,
};
use tempfile::TempDir;
use tokio::sync::Semaphore;

use waiting::is_held_up;

const ALICE: AccountId = AccountId(1);

/// The head of Alice's snapshot.
const HEAD: &[u8] = b"a\0\0\0\0\0\0\0\x01sh";

/// After how many commits a snapshot is written.
const OFTEN: usize = 1024;

/// An engine that lets a snapshot through when it is told to.
#[derive(Clone)]
struct Gate {
    memory: Memory,
    open: Arc<Semaphore>,
}

impl Read for Gate {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        self.memory.get(key)
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        self.memory.get_many(keys)
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        self.memory.range(range)
    }
}

impl Engine for Gate {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(async move {
            if batch.writes.iter().any(|write| matches!(write, Write::Put(key, _) if key == HEAD)) {
                self.open.acquire().await.unwrap().forget();
            }
            self.memory.commit(batch).await
        })
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, Error>> {
        self.memory.snapshot()
    }
}

struct World {
    disk: TempDir,
    gate: Gate,
    store: Store,
    account: Account,
}

impl World {
    async fn new() -> Self {
        let gate = Gate { memory: Memory::new(), open: Arc::new(Semaphore::new(0)) };
        let disk = tempfile::tempdir().unwrap();
        let store = open(&disk, Arc::new(gate.clone())).await;
        let account = store.account(ALICE).await.unwrap();
        Self { disk, gate, store, account }
    }

    async fn append(&self, count: usize) {
        let mut incoming = self.store.incoming();
        incoming.write(b"Subject: one\r\n\r\none\r\n").await.unwrap();
        let arrived = incoming.finish().await.unwrap();
        let message = NewMessage { arrived, flags: NamedFlags::default(), internal_date: None };
        let inbox = self.account.mailbox(&MailboxName::inbox()).unwrap().id;
        self.account.append(inbox, vec![message; count]).await.unwrap();
    }

    /// So many commits, each of which changes the last message.
    async fn toggle(&self, times: usize) {
        let inbox = self.account.mailbox(&MailboxName::inbox()).unwrap();
        let (inbox, last) = (inbox.id, inbox.by_number(inbox.exists()).unwrap().uid);
        for number in 0..times {
            let mode = if number % 2 == 0 { StoreMode::Add } else { StoreMode::Remove };
            let flags = NamedFlags { system: Flags::FLAGGED, keywords: Vec::new() };
            self.account.store_flags(inbox, UidSet::range(last, last), mode, flags, None).await.unwrap();
        }
    }

    /// What another machine finds that takes over from here as it is.
    async fn found_elsewhere(&self) -> Contents {
        let elsewhere = tempfile::tempdir().unwrap();
        let store = open(&elsewhere, Arc::new(self.gate.memory.fork())).await;
        contents(&store.account(ALICE).await.unwrap())
    }

    async fn snapshot_head(&self) -> Option<Value> {
        self.gate.get(HEAD).await.unwrap()
    }
}

async fn open(disk: &TempDir, engine: Arc<dyn Engine>) -> Store {
    let blobs = BlobStore::open(disk.path(), Arc::clone(&engine), Default::default()).await.unwrap();
    Store::new(engine, blobs, Clock::new(|| 1_700_000_000))
}

type Contents = Vec<(String, Vec<Message>)>;

fn contents(account: &Account) -> Contents {
    let state = account.now();
    state.mailboxes().map(|mailbox| (mailbox.name.to_string(), mailbox.messages().copied().collect())).collect()
}

fn uid(number: u32) -> Uid {
    Uid::new(number).unwrap()
}

/// Changes of every kind, so that chunks change, come and go.
async fn change_much(account: &Account) {
    let id = |name: &str| account.mailbox(&MailboxName::new(name).unwrap()).unwrap().id;
    let (inbox, trash, archive) = (id("INBOX"), id("Trash"), id("Archive"));
    account.copy(inbox, UidSet::range(uid(500), uid(600)), archive).await.unwrap();
    account.move_messages(inbox, UidSet::range(uid(1), uid(511)), trash).await.unwrap();
    account.expunge(inbox, Doomed::Exactly(UidSet::range(uid(512), uid(1023)))).await.unwrap();
    account.delete(MailboxName::new("Drafts").unwrap()).await.unwrap();
    account.rename(MailboxName::new("Archive").unwrap(), MailboxName::new("Kept").unwrap()).await.unwrap();
}

#[tokio::test]
async fn operations_do_not_wait_for_a_snapshot() {
    let world = World::new().await;
    world.append(1500).await;
    world.toggle(OFTEN).await;
    // It is being written now, and is not let through.
    let mut more = Box::pin(change_much(&world.account));
    assert!(!is_held_up(&mut more).await);
    assert_eq!(world.snapshot_head().await, None);
    // The power goes before it is there.
    assert_eq!(world.found_elsewhere().await, contents(&world.account));
    world.gate.open.add_permits(1);
    world.toggle(1).await;
    while world.snapshot_head().await.is_none() {
        tokio::task::yield_now().await;
    }
    // What happened since is in the log behind it.
    assert_eq!(world.found_elsewhere().await, contents(&world.account));
    // The next one is the difference to it.
    world.gate.open.add_permits(1);
    let first = world.snapshot_head().await;
    world.append(1).await;
    world.toggle(OFTEN).await;
    while world.snapshot_head().await == first {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.found_elsewhere().await, contents(&world.account));
}

#[tokio::test]
async fn an_account_is_not_let_go_while_its_snapshot_is_written() {
    let World { disk: _disk, gate, store, account } = {
        let world = World::new().await;
        world.append(1).await;
        world.toggle(OFTEN).await;
        world
    };
    let inbox = account.mailbox(&MailboxName::inbox()).unwrap().id;
    drop(account);
    let releasing = store.clone();
    let mut released = Box::pin(async move { releasing.release_idle().await });
    assert!(is_held_up(&mut released).await);
    // Nobody is kept from it meanwhile.
    let account = store.account(ALICE).await.unwrap();
    let seen = NamedFlags { system: Flags::SEEN, keywords: Vec::new() };
    account.store_flags(inbox, UidSet::range(uid(1), uid(1)), StoreMode::Add, seen, None).await.unwrap();
    drop(account);
    gate.open.add_permits(1);
    released.await;
    assert_eq!(store.open_accounts(), 0);
    assert!(gate.get(HEAD).await.unwrap().is_some());
}

#[tokio::test]
async fn a_removed_account_leaves_no_snapshot_behind() {
    let world = World::new().await;
    world.append(1).await;
    world.toggle(OFTEN).await;
    let mut removed = Box::pin(world.store.remove_account(ALICE));
    assert!(is_held_up(&mut removed).await);
    world.gate.open.add_permits(1);
    removed.await.unwrap();
    assert_eq!(world.gate.range(Range::prefix(b"a".to_vec())).await.unwrap(), Vec::new());
}

/// It would be of chunks of one and the head of the other.
#[tokio::test]
async fn a_snapshot_is_not_written_over_that_of_somebody_else() {
    let world = World::new().await;
    world.append(1100).await;
    world.toggle(64).await;
    let mut rested = Box::pin(world.store.rest());
    assert!(is_held_up(&mut rested).await);
    let other = open(&tempfile::tempdir().unwrap(), Arc::new(world.gate.memory.clone())).await;
    let account = other.account(ALICE).await.unwrap();
    change_much(&account).await;
    other.rest().await;
    let theirs = world.snapshot_head().await;
    world.gate.open.add_permits(1);
    rested.await;
    assert_eq!(world.snapshot_head().await, theirs);
    // What is true is found out before anything else happens.
    world.toggle(1).await;
    assert!(world.account.mailbox(&MailboxName::new("Kept").unwrap()).is_ok());
    assert_eq!(world.found_elsewhere().await, contents(&world.account));
}
