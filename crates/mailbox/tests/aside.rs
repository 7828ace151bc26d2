//! What is long for the processor is not done where sessions wait for each other; what is short is done at once.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

mod waiting;

use std::sync::Arc;
use std::sync::mpsc;

use posthouse_blob::BlobStore;
use posthouse_engine::Engine;
use posthouse_engine::memory::Memory;
use posthouse_mailbox::{
    Account, AccountId, Clock, Doomed, Flags, Mailbox, MailboxName, NamedFlags, NewMessage, Store, StoreMode, Uid,
    UidSet,
};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use waiting::is_held_up;

const ALICE: AccountId = AccountId(1);

/// More than are dealt with at once.
const MANY: usize = 2500;

struct World {
    _disk: TempDir,
    store: Store,
    account: Account,
}

impl World {
    async fn new() -> Self {
        let disk = tempfile::tempdir().unwrap();
        let store = open(&disk, Arc::new(Memory::new())).await;
        let account = store.account(ALICE).await.unwrap();
        Self { _disk: disk, store, account }
    }

    fn mailbox(&self, name: &str) -> Arc<Mailbox> {
        self.account.mailbox(&MailboxName::new(name).unwrap()).unwrap()
    }

    async fn append(&self, mailbox: &str, count: usize) {
        let mut incoming = self.store.incoming();
        incoming.write(b"Subject: one\r\n\r\none\r\n").await.unwrap();
        let arrived = incoming.finish().await.unwrap();
        let message = NewMessage { arrived, flags: NamedFlags::default(), internal_date: None };
        self.account.append(self.mailbox(mailbox).id, vec![message; count]).await.unwrap();
    }
}

async fn open(disk: &TempDir, engine: Arc<dyn Engine>) -> Store {
    let blobs = BlobStore::open(disk.path(), Arc::clone(&engine), Default::default()).await.unwrap();
    Store::new(engine, blobs, Clock::new(|| 1_700_000_000))
}

/// Occupies the one thread for long work until what it gives first is dropped.
fn occupy() -> (mpsc::Sender<()>, JoinHandle<bool>) {
    let (busy, free) = mpsc::channel::<()>();
    (busy, tokio::task::spawn_blocking(move || free.recv().is_err()))
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).build().unwrap().block_on(test);
}

/// Does an operation while the thread for long work is occupied: it waits for it, and is done afterwards.
async fn wants_the_thread<T>(operation: impl Future<Output = T>) -> T {
    let (busy, occupied) = occupy();
    let mut operation = Box::pin(operation);
    assert!(is_held_up(&mut operation).await);
    drop(busy);
    assert!(occupied.await.unwrap());
    operation.await
}

fn all() -> UidSet {
    UidSet::range(Uid::MIN, Uid::MAX)
}

fn first() -> UidSet {
    UidSet::range(Uid::MIN, Uid::MIN)
}

fn deleted() -> NamedFlags {
    NamedFlags { system: Flags::DELETED, keywords: Vec::new() }
}

#[test]
fn operations_on_many_messages_are_decided_aside() {
    run(async {
        let world = World::new().await;
        let (account, inbox, trash) = (&world.account, world.mailbox("INBOX").id, world.mailbox("Trash").id);
        world.append("INBOX", MANY).await;
        let stored =
            wants_the_thread(account.store_flags(inbox, all(), StoreMode::Add, deleted(), None)).await.unwrap();
        assert_eq!(stored.changed.len(), MANY as u64);
        let copied = wants_the_thread(account.copy(inbox, all(), trash)).await.unwrap();
        assert_eq!(copied.to.len(), MANY as u64);
        wants_the_thread(account.expunge(trash, Doomed::Deleted)).await.unwrap();
        wants_the_thread(account.move_messages(inbox, all(), trash)).await.unwrap();
        assert_eq!((world.mailbox("INBOX").exists(), world.mailbox("Trash").exists()), (0, MANY as u32));
        wants_the_thread(account.expunge(trash, Doomed::DeletedAmong(all()))).await.unwrap();
        world.append("INBOX", MANY).await;
        let name = |name| MailboxName::new(name).unwrap();
        wants_the_thread(account.rename(MailboxName::inbox(), name("Old"))).await.unwrap();
        assert_eq!(world.mailbox("Old").exists(), MANY as u32);
        wants_the_thread(account.delete(name("Old"))).await.unwrap();
    });
}

#[test]
fn operations_on_few_messages_of_many_are_decided_at_once() {
    run(async {
        let world = World::new().await;
        let (account, inbox, trash) = (&world.account, world.mailbox("INBOX").id, world.mailbox("Trash").id);
        world.append("INBOX", MANY).await;
        let (busy, occupied) = occupy();
        account.store_flags(inbox, first(), StoreMode::Add, deleted(), None).await.unwrap();
        account.copy(inbox, first(), trash).await.unwrap();
        account.move_messages(inbox, first(), trash).await.unwrap();
        account.expunge(trash, Doomed::Exactly(first())).await.unwrap();
        account.expunge(trash, Doomed::Deleted).await.unwrap();
        assert_eq!((world.mailbox("INBOX").exists(), world.mailbox("Trash").exists()), (MANY as u32 - 1, 0));
        drop(busy);
        assert!(occupied.await.unwrap());
    });
}

#[test]
fn a_snapshot_of_many_messages_is_made_aside_and_operations_go_on() {
    run(async {
        let world = World::new().await;
        let inbox = world.mailbox("INBOX").id;
        world.append("INBOX", MANY).await;
        let (busy, occupied) = occupy();
        for number in 0..1100 {
            let mode = if number % 2 == 0 { StoreMode::Add } else { StoreMode::Remove };
            world.account.store_flags(inbox, first(), mode, deleted(), None).await.unwrap();
        }
        let mut rested = Box::pin(world.store.rest());
        assert!(is_held_up(&mut rested).await);
        world.account.store_flags(inbox, first(), StoreMode::Add, deleted(), None).await.unwrap();
        drop(busy);
        assert!(occupied.await.unwrap());
        rested.await;
    });
}
