//! What has vanished since a commit: exact where the log is short, never too little where it is long.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use posthouse_blob::BlobStore;
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, Engine as _, Range, Read as _};
use posthouse_mailbox::{
    Account, AccountId, Clock, Doomed, EntryName, Flags, Mailbox, MailboxName, ModSeq, NamedFlags, NewMessage, Store,
    StoreMode, Uid, UidSet,
};
use proptest::prelude::*;
use tempfile::TempDir;

struct World {
    engine: Memory,
    account: Account,
    message: NewMessage,
    _bodies: TempDir,
}

impl World {
    async fn new() -> Self {
        let (bodies, engine) = (tempfile::tempdir().unwrap(), Memory::new());
        let blobs = BlobStore::open(bodies.path(), Arc::new(engine.clone()), Default::default()).await.unwrap();
        let store = Store::new(Arc::new(engine.clone()), blobs, Clock::new(|| 1_700_000_000));
        let mut incoming = store.incoming();
        incoming.write(b"Subject: x\r\n\r\n").await.unwrap();
        let arrived = incoming.finish().await.unwrap();
        let message = NewMessage { arrived, flags: NamedFlags::default(), internal_date: None };
        Self { engine, account: store.account(AccountId(1)).await.unwrap(), message, _bodies: bodies }
    }

    fn inbox(&self) -> Arc<Mailbox> {
        self.account.mailbox(&MailboxName::inbox()).unwrap()
    }

    async fn append(&self, count: usize) {
        self.account.append(self.inbox().id, vec![self.message.clone(); count]).await.unwrap();
    }

    async fn expunge(&self, first: u32, last: u32) {
        self.account.expunge(self.inbox().id, Doomed::Exactly(range(first, last))).await.unwrap();
    }

    async fn move_to_trash(&self, first: u32, last: u32) {
        let trash = self.account.mailbox(&MailboxName::new("Trash").unwrap()).unwrap().id;
        self.account.move_messages(self.inbox().id, range(first, last), trash).await.unwrap();
    }

    async fn flag(&self, first: u32, last: u32) {
        let seen = NamedFlags { system: Flags::SEEN, keywords: Vec::new() };
        let inbox = self.inbox().id;
        self.account.store_flags(inbox, range(first, last), StoreMode::Add, seen, None).await.unwrap();
    }

    /// The log as if its beginning were not kept.
    async fn forget_log(&self) {
        let log = [&b"a"[..], &1u64.to_be_bytes(), b"l"].concat();
        let mut batch = Batch::new();
        for (key, _) in self.engine.range(Range::prefix(log)).await.unwrap() {
            batch.delete(key);
        }
        self.engine.commit(batch).await.unwrap();
    }

    /// So many commits that the log is not read.
    async fn bustle_elsewhere(&self) {
        let name = MailboxName::new("Elsewhere").unwrap();
        for _ in 0..520 {
            self.account.subscribe(name.clone()).await.unwrap();
            self.account.unsubscribe(name.clone()).await.unwrap();
        }
    }

    async fn act(&self, act: Act) {
        match act {
            Act::Append(count) => self.append(count).await,
            Act::Expunge(first, more) => self.expunge(first, first + more).await,
            Act::Move(first, more) => self.move_to_trash(first, first + more).await,
            Act::Flag(first, more) => self.flag(first, first + more).await,
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Append(usize),
    Expunge(u32, u32),
    Move(u32, u32),
    Flag(u32, u32),
}

fn act() -> impl Strategy<Value = Act> {
    let (uid, more) = (1u32..3000, prop_oneof![0u32..3, 400u32..1200]);
    prop_oneof![
        1 => (1usize..700).prop_map(Act::Append),
        2 => (uid.clone(), more.clone()).prop_map(|(first, more)| Act::Expunge(first, more)),
        1 => (uid.clone(), more.clone()).prop_map(|(first, more)| Act::Move(first, more)),
        1 => (uid, more).prop_map(|(first, more)| Act::Flag(first, more)),
    ]
}

fn range(first: u32, last: u32) -> UidSet {
    UidSet::range(Uid::new(first).unwrap(), Uid::new(last).unwrap())
}

fn uids(mailbox: &Mailbox) -> UidSet {
    mailbox.messages().map(|message| message.uid).collect()
}

/// What was there or came later, and is not there any more.
fn vanished(old: &Mailbox, new: &Mailbox) -> UidSet {
    let later = old.uid_next.get()..new.uid_next.get();
    let known = uids(old).iter().chain(later.filter_map(Uid::new)).collect::<Vec<_>>();
    known.into_iter().filter(|uid| new.by_uid(*uid).is_none()).collect()
}

async fn check(acts: Vec<Act>) {
    let world = World::new().await;
    world.append(1500).await;
    let mut versions = vec![world.inbox()];
    for act in acts {
        world.act(act).await;
        versions.push(world.inbox());
    }
    let new = world.inbox();
    for old in &versions {
        let told = world.account.vanished_since(&new, old.modseq).await.unwrap();
        assert_eq!(told, vanished(old, &new), "since {}", old.modseq);
        // A client that has not been told of what went must not learn of it in passing.
        let view = new.with_vanished_of(old);
        let told = world.account.vanished_since(&view, versions[0].modseq).await.unwrap();
        assert_eq!(told, vanished(&versions[0], &view));
    }
    world.bustle_elsewhere().await;
    world.flag(1, 1).await;
    let new = world.inbox();
    for old in &versions {
        let told = world.account.vanished_since(&new, old.modseq).await.unwrap();
        let must = vanished(old, &new);
        assert_eq!(told.intersection(&must), must, "since {}", old.modseq);
        assert!(told.intersection(&uids(&new)).is_empty());
    }
}

#[test]
fn what_has_vanished_is_told_and_nothing_that_is_there() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    proptest!(ProptestConfig::with_cases(24), |(acts in prop::collection::vec(act(), 1..12))| {
        runtime.block_on(check(acts));
    });
}

#[tokio::test]
async fn where_nothing_has_changed_nothing_is_told_however_long_the_log() {
    let world = World::new().await;
    world.append(2000).await;
    world.expunge(5, 700).await;
    world.expunge(1900, 1900).await;
    let old = world.inbox();
    world.bustle_elsewhere().await;
    world.expunge(1300, 1303).await;
    let told = world.account.vanished_since(&world.inbox(), old.modseq).await.unwrap();
    // Around 5 to 700 and 1900 nothing has changed since.
    assert_eq!(told, range(1300, 1303));
    let since_now = world.account.vanished_since(&world.inbox(), world.inbox().modseq).await.unwrap();
    assert!(since_now.is_empty());
    let from_the_future = world.account.vanished_since(&world.inbox(), ModSeq(1 << 60)).await.unwrap();
    assert!(from_the_future.is_empty());
}

#[tokio::test]
async fn an_annotation_is_a_change_of_its_mailbox_and_of_no_other() {
    let world = World::new().await;
    let before = world.inbox();
    let annotate = async |mailbox, name: &str| {
        let changes = BTreeMap::from([(EntryName::new(name).unwrap(), Some(Arc::from(*b"x")))]);
        world.account.annotate(mailbox, changes).await.unwrap();
    };
    annotate(None, "/private/comment").await;
    assert_eq!(world.inbox().modseq, before.modseq);
    annotate(Some(before.id), "/private/comment").await;
    let after = world.inbox();
    assert!(after.modseq > before.modseq);
    assert!(world.account.vanished_since(&after, before.modseq).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_the_log_does_not_keep_is_told_all_the_same() {
    let world = World::new().await;
    world.append(100).await;
    world.expunge(5, 5).await;
    let old = world.inbox();
    world.expunge(10, 20).await;
    world.forget_log().await;
    world.expunge(30, 30).await;
    let told = world.account.vanished_since(&world.inbox(), old.modseq).await.unwrap();
    assert_eq!(
        told.ranges().map(|(first, last)| (first.get(), last.get())).collect::<Vec<_>>(),
        [(5, 5), (10, 20), (30, 30)]
    );
}
