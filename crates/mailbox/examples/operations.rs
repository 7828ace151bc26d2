//! How long operations on a large mailbox take, with an engine in memory.
//!
//! `cargo run --release -p posthouse-mailbox --example operations [MESSAGES]`

// A measurement that cannot go on fails.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::Instant;

use posthouse_blob::BlobStore;
use posthouse_engine::Engine;
use posthouse_engine::memory::Memory;
use posthouse_mailbox::{
    Account, AccountId, Clock, Doomed, Flags, MailboxName, NamedFlags, NewMessage, Store, StoreMode, Uid, UidSet,
};

#[tokio::main]
async fn main() {
    let wanted: u32 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let bodies = tempfile::tempdir().unwrap();
    let engine: Arc<dyn Engine> = Arc::new(Memory::new());
    let blobs = BlobStore::open(bodies.path(), Arc::clone(&engine), Default::default()).await.unwrap();
    let store = Store::new(engine, blobs, Clock::system());
    let account = store.account(AccountId(1)).await.unwrap();
    fill(&store, &account, wanted).await;
    for round in 1..=3 {
        println!("round {round}");
        measure(&account).await;
    }
}

async fn fill(store: &Store, account: &Account, wanted: u32) {
    let inbox = account.mailbox(&MailboxName::inbox()).unwrap().id;
    let mut incoming = store.incoming();
    incoming.write(b"Subject: one\r\n\r\nbody\r\n").await.unwrap();
    let arrived = incoming.finish().await.unwrap();
    let one = NewMessage { arrived, flags: NamedFlags::default(), internal_date: None };
    for _ in 0..wanted.div_ceil(1000) {
        account.append(inbox, vec![one.clone(); 1000]).await.unwrap();
    }
}

async fn measure(account: &Account) {
    let inbox = account.mailbox(&MailboxName::inbox()).unwrap();
    let trash = account.mailbox(&MailboxName::new("Trash").unwrap()).unwrap().id;
    let all = UidSet::range(Uid::MIN, Uid::MAX);
    let flagged = || NamedFlags { system: Flags::FLAGGED, keywords: Vec::new() };
    let start = Instant::now();
    account.store_flags(inbox.id, all.clone(), StoreMode::Add, flagged(), None).await.unwrap();
    println!("{:>8.2?} STORE 1:* +FLAGS of {}", start.elapsed(), inbox.exists());
    let start = Instant::now();
    let changes = inbox.changes_to(&account.mailbox(&MailboxName::inbox()).unwrap());
    println!("{:>8.2?} the difference, {} changed", start.elapsed(), changes.changed.len());
    account.store_flags(inbox.id, all.clone(), StoreMode::Remove, flagged(), None).await.unwrap();
    let start = Instant::now();
    account.copy(inbox.id, all.clone(), trash).await.unwrap();
    println!("{:>8.2?} COPY 1:*", start.elapsed());
    let start = Instant::now();
    account.expunge(trash, Doomed::Exactly(all)).await.unwrap();
    println!("{:>8.2?} EXPUNGE", start.elapsed());
}
