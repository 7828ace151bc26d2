//! Annotations and limits that outlive the process, and limits that hold however many ask at once.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use posthouse_blob::BlobStore;
use posthouse_engine::Engine;
use posthouse_engine::memory::Memory;
use posthouse_mailbox::{
    Account, AccountId, Clock, EntryName, Error, MailboxId, MailboxName, NamedFlags, NewMessage, PerResource, Quota,
    QuotaLimits, Resource, Store,
};

const ALICE: AccountId = AccountId(1);
const MESSAGE: &[u8] = b"Subject: x\r\n\r\n";

async fn open(memory: &Memory, folder: &Path) -> Store {
    let engine: Arc<dyn Engine> = Arc::new(memory.clone());
    let blobs = BlobStore::open(folder, Arc::clone(&engine), Default::default()).await.unwrap();
    Store::new(engine, blobs, Clock::new(|| 1_700_000_000))
}

async fn message(store: &Store) -> NewMessage {
    let mut incoming = store.incoming();
    incoming.write(MESSAGE).await.unwrap();
    NewMessage { arrived: incoming.finish().await.unwrap(), flags: NamedFlags::default(), internal_date: None }
}

fn inbox(account: &Account) -> MailboxId {
    account.mailbox(&MailboxName::inbox()).unwrap().id
}

async fn annotate(account: &Account, mailbox: Option<MailboxId>, value: &str) {
    let entry = EntryName::new("/private/comment").unwrap();
    account.annotate(mailbox, BTreeMap::from([(entry, Some(value.as_bytes().into()))])).await.unwrap();
}

#[tokio::test]
async fn annotations_and_limits_are_there_after_a_restart_with_and_without_a_snapshot() {
    let memory = Memory::new();
    // There are no bodies, so that each store can have a folder of its own.
    let folders: Vec<_> = (0..4).map(|_| tempfile::tempdir().unwrap()).collect();
    // So many commits that a snapshot is made when the store rests.
    for (commits, folders) in [1, 100].into_iter().zip(folders.chunks(2)) {
        let store = open(&memory, folders[0].path()).await;
        let account = store.account(ALICE).await.unwrap();
        for number in 0..commits {
            annotate(&account, None, &number.to_string()).await;
            annotate(&account, Some(inbox(&account)), &format!("inbox {number}")).await;
        }
        let quota = PerResource { messages: Some(Quota::AtMost(commits)), ..PerResource::default() };
        account.set_quota(quota).await.unwrap();
        let before = account.now();
        store.rest().await;
        drop((account, store));
        let store = open(&memory, folders[1].path()).await;
        assert_eq!(store.account(ALICE).await.unwrap().now(), before);
        store.check_account(ALICE, &mut |problem| panic!("{problem}")).await.unwrap();
    }
}

#[tokio::test]
async fn of_many_at_once_as_many_are_taken_as_there_is_room_for() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&Memory::new(), folder.path()).await;
    store.set_default_limits(QuotaLimits { storage: Some(10 * MESSAGE.len() as u64 + 1), ..QuotaLimits::default() });
    let account = store.account(ALICE).await.unwrap();
    let (message, inbox) = (message(&store).await, inbox(&account));
    let appends: Vec<_> = (0..30)
        .map(|_| {
            let (account, message) = (account.clone(), message.clone());
            tokio::spawn(async move { account.append(inbox, vec![message]).await })
        })
        .collect();
    let mut taken = 0;
    for append in appends {
        match append.await.unwrap() {
            Ok(_) => taken += 1,
            Err(error) => assert!(matches!(error, Error::OverQuota(Resource::Storage))),
        }
    }
    assert_eq!((taken, account.now().usage().messages), (10, 10));
    assert!(account.append(inbox, vec![message.clone(); 2]).await.is_err());
    let accepted = account.append_accepted(inbox, vec![message], Default::default()).await;
    assert_eq!((accepted.unwrap().uids.len(), account.now().usage().messages), (1, 11));
}
