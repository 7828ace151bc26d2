//! Operations that wait together share a commit, as far as it does not become too large.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use posthouse_blob::BlobStore;
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, BoxFuture, CommitError, Engine, Error as EngineError, Key, Range, Read, Value, Write};
use posthouse_mailbox::{Account, AccountId, Clock, Mailbox, MailboxName, NamedFlags, NewMessage, Store};

/// A memory that notes how many octets each commit had.
#[derive(Clone, Default)]
struct Noting {
    memory: Memory,
    commits: Arc<Mutex<Vec<usize>>>,
}

impl Read for Noting {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, EngineError>> {
        self.memory.get(key)
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, EngineError>> {
        self.memory.get_many(keys)
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, EngineError>> {
        self.memory.range(range)
    }
}

impl Engine for Noting {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        let octets = batch.writes.iter().map(|write| match write {
            Write::Put(key, value) => key.len() + value.len(),
            Write::Delete(key) => key.len(),
        });
        self.commits.lock().unwrap().push(octets.sum());
        self.memory.commit(batch)
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, EngineError>> {
        self.memory.snapshot()
    }
}

fn inbox(account: &Account) -> Arc<Mailbox> {
    account.mailbox(&MailboxName::inbox()).unwrap()
}

/// A message with so many parts, each of which takes some 300 octets of its record.
async fn message(store: &Store, parts: usize) -> NewMessage {
    let mut incoming = store.incoming();
    incoming.write(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n").await.unwrap();
    let part = format!("--b\r\nContent-Description: {}\r\n\r\n", "long ".repeat(60));
    incoming.write(part.repeat(parts).as_bytes()).await.unwrap();
    let arrived = incoming.finish().await.unwrap();
    NewMessage { arrived, flags: NamedFlags::default(), internal_date: None }
}

/// Appends a message many times at once; gives the sizes of the commits.
async fn appended_at_once(count: usize, parts: usize) -> Vec<usize> {
    let (disk, engine) = (tempfile::tempdir().unwrap(), Noting::default());
    let blobs = BlobStore::open(disk.path(), Arc::new(engine.clone()), Default::default()).await.unwrap();
    let store = Store::new(Arc::new(engine.clone()), blobs, Clock::new(|| 1_700_000_000));
    let account = store.account(AccountId(1)).await.unwrap();
    let message = message(&store, parts).await;
    engine.commits.lock().unwrap().clear();
    let tasks: Vec<_> = (0..count)
        .map(|_| {
            let (account, message) = (account.clone(), message.clone());
            tokio::spawn(async move { account.append(inbox(&account).id, vec![message]).await })
        })
        .collect();
    let mut uids = Vec::new();
    for task in tasks {
        uids.extend(task.await.unwrap().unwrap().uids.iter());
    }
    // As they came: the UIDs of those that had to wait follow.
    assert!(uids.len() == count && uids.is_sorted());
    engine.commits.lock().unwrap().clone()
}

#[tokio::test]
async fn what_is_small_is_committed_together() {
    let commits = appended_at_once(100, 1).await;
    assert!(commits.len() <= 3, "{commits:?}");
}

#[tokio::test]
async fn what_is_large_is_committed_in_turns() {
    let commits = appended_at_once(30, 6000).await;
    assert!(commits.iter().sum::<usize>() > 30 << 20);
    assert!(commits.iter().all(|octets| *octets < 12 << 20), "{commits:?}");
    assert!(commits.len() <= 10, "{commits:?}");
}
