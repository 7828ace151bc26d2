//! The power goes at every commit in turn: what was acknowledged is there afterwards, what was not is there as a whole or
//! not at all, and nothing is there twice.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use posthouse_blob::BlobStore;
use posthouse_engine::failing::{Failing, Plan};
use posthouse_engine::memory::Memory;
use posthouse_engine::{Engine, Range, Read as _};
use posthouse_mailbox::{
    Account, AccountId, Clock, Doomed, Error, Flags, MailboxId, MailboxName, NamedFlags, NewMessage, StorageError,
    Store, StoreMode, UidSet,
};
use tempfile::TempDir;

const ALICE: AccountId = AccountId(1);

/// Where bodies lie; outlives the engine, as a disk does.
struct Disk(TempDir);

impl Disk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// What is on the disk now, as another machine would find it.
    fn image(&self) -> Self {
        let image = Self::new();
        copy_files(self.0.path(), image.0.path());
        image
    }

    async fn store(&self, engine: Arc<dyn Engine>) -> Result<Store, StorageError> {
        self.store_at(engine, Clock::new(|| 1_700_000_000)).await
    }

    async fn store_at(&self, engine: Arc<dyn Engine>, clock: Clock) -> Result<Store, StorageError> {
        let blobs = BlobStore::open(self.0.path(), Arc::clone(&engine), Default::default()).await?;
        Ok(Store::new(engine, blobs, clock))
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_files(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// An account on a disk, with an engine in memory.
struct World {
    disk: Disk,
    memory: Memory,
    store: Store,
    account: Account,
    inbox: MailboxId,
}

impl World {
    async fn new() -> Self {
        let (disk, memory) = (Disk::new(), Memory::new());
        let store = disk.store(Arc::new(memory.clone())).await.unwrap();
        let account = store.account(ALICE).await.unwrap();
        let inbox = account.mailbox(&MailboxName::inbox()).unwrap().id;
        Self { disk, memory, store, account, inbox }
    }
}

fn message_text(number: usize) -> String {
    format!("Subject: number {number}\r\n\r\nbody of {number}\r\n")
}

async fn incoming(store: &Store, text: &str) -> Result<NewMessage, StorageError> {
    let mut incoming = store.incoming();
    incoming.write(text.as_bytes()).await?;
    let arrived = incoming.finish().await?;
    Ok(NewMessage { arrived, flags: NamedFlags::default(), internal_date: None })
}

fn name(text: &str) -> MailboxName {
    MailboxName::new(text).unwrap()
}

fn flagged() -> NamedFlags {
    NamedFlags { system: Flags::FLAGGED, keywords: vec!["$Label".into()] }
}

/// What a reader finds: for every mailbox its UIDs, with the subject, body and flags of each message.
type Contents = BTreeMap<String, BTreeMap<u32, (String, u128)>>;

async fn contents(account: &Account) -> Contents {
    let mut contents = Contents::new();
    for mailbox in account.now().mailboxes() {
        let mut messages = BTreeMap::new();
        for message in mailbox.messages() {
            let email = account.email(message.email).await.unwrap();
            let body = account.body(email.body).await.unwrap();
            let bytes = body.read(0..body.len()).await.unwrap();
            assert_eq!(u64::from(message.size), body.len());
            messages.insert(message.uid.get(), (String::from_utf8(bytes.to_vec()).unwrap(), message.flags.0));
        }
        contents.insert(mailbox.name.to_string(), messages);
    }
    contents
}

/// Does one thing after another until one fails; gives what could be read after each, and after the one that failed
/// what would have been there.
struct Script {
    account: Account,
    store: Store,
}

const STEPS: usize = 9;

impl Script {
    async fn step(&self, number: usize) -> Result<(), Error> {
        let account = &self.account;
        let inbox = account.mailbox(&MailboxName::inbox())?;
        let all: UidSet = inbox.messages().map(|message| message.uid).collect();
        let some: UidSet = inbox.messages().step_by(2).map(|message| message.uid).collect();
        match number {
            0 | 3 => {
                let messages = vec![
                    incoming(&self.store, &message_text(number)).await?,
                    incoming(&self.store, &message_text(number + 100)).await?,
                ];
                account.append(inbox.id, messages).await.map(drop)
            }
            1 => account.create(name("工作/二月"), None).await.map(drop),
            2 => account.store_flags(inbox.id, all, StoreMode::Add, flagged(), None).await.map(drop),
            4 => account.copy(inbox.id, all, account.mailbox(&name("工作/二月"))?.id).await.map(drop),
            5 => account.move_messages(inbox.id, some, account.mailbox(&name("Archive"))?.id).await.map(drop),
            6 => account.rename(name("工作"), name("Work")).await,
            7 => account.expunge(inbox.id, Doomed::Exactly(all)).await.map(drop),
            _ => account.delete(name("Work/二月")).await,
        }
    }
}

/// What is there after each step when nothing fails; the first is before any step.
async fn undisturbed() -> Vec<Contents> {
    let disk = Disk::new();
    let store = disk.store(Arc::new(Memory::new())).await.unwrap();
    let script = Script { account: store.account(ALICE).await.unwrap(), store };
    let mut after = vec![contents(&script.account).await];
    for number in 0..STEPS {
        script.step(number).await.unwrap();
        after.push(contents(&script.account).await);
    }
    after
}

/// Runs the steps; gives how many were acknowledged.
async fn acknowledged(disk: &Disk, engine: &Failing) -> Option<usize> {
    let store = disk.store(Arc::new(engine.clone())).await.ok()?;
    let script = Script { account: store.account(ALICE).await.ok()?, store: store.clone() };
    for number in 0..STEPS {
        if script.step(number).await.is_err() {
            return Some(number);
        }
        store.rest().await;
    }
    Some(STEPS)
}

#[tokio::test]
async fn a_power_cut_at_any_commit_loses_nothing_that_was_acknowledged() {
    let expected = undisturbed().await;
    for plan in Plan::power_cuts() {
        let disk = Disk::new();
        let engine = Failing::new(plan.clone());
        let steps = acknowledged(&disk, &engine).await;
        let image = disk.image();
        let store = image.store(Arc::new(engine.surviving())).await.unwrap();
        let found = contents(&store.account(ALICE).await.unwrap()).await;
        let steps = steps.unwrap_or(0);
        let half_way = expected.get(steps + 1).is_some_and(|next| *next == found);
        assert!(found == expected[steps] || half_way, "{plan:?} after {steps} steps: {found:#?}");
        check(&store).await;
        if !engine.has_failed() {
            assert_eq!(steps, STEPS);
            return;
        }
    }
}

async fn check(store: &Store) {
    let mut problems = Vec::new();
    store.check_account(ALICE, &mut |problem| problems.push(problem)).await.unwrap();
    assert!(problems.is_empty(), "{problems:?}");
}

#[tokio::test]
async fn a_failed_commit_changes_nothing_and_the_account_goes_on() {
    let expected = undisturbed().await;
    for plan in Plan::failed_commits() {
        let disk = Disk::new();
        let engine = Failing::new(plan.clone());
        let store = disk.store(Arc::new(engine.clone())).await.unwrap();
        let account = match store.account(ALICE).await {
            Ok(account) => account,
            Err(_) => store.account(ALICE).await.unwrap(),
        };
        let script = Script { account, store: store.clone() };
        for (number, (before, after)) in expected.iter().zip(&expected[1..]).enumerate() {
            if script.step(number).await.is_err() {
                assert_eq!(contents(&script.account).await, *before, "{plan:?}");
                script.step(number).await.unwrap();
            }
            assert_eq!(contents(&script.account).await, *after, "{plan:?}");
            store.rest().await;
        }
        check(&store).await;
        if !engine.has_failed() {
            return;
        }
    }
}

#[tokio::test]
async fn a_full_disk_refuses_new_mail_and_keeps_the_old_readable() {
    let disk = Disk::new();
    let engine = Failing::on(Memory::new(), Plan::full(2));
    let store = disk.store(Arc::new(engine.clone())).await.unwrap();
    let account = store.account(ALICE).await.unwrap();
    let inbox = account.mailbox(&MailboxName::inbox()).unwrap().id;
    account.append(inbox, vec![incoming(&store, &message_text(1)).await.unwrap()]).await.unwrap();
    let before = contents(&account).await;
    let refused = account.append(inbox, vec![incoming(&store, &message_text(2)).await.unwrap()]).await;
    assert!(matches!(refused, Err(Error::Storage(StorageError::Full))));
    assert_eq!(contents(&account).await, before);
    engine.repair();
    account.append(inbox, vec![incoming(&store, &message_text(2)).await.unwrap()]).await.unwrap();
    assert_eq!(contents(&account).await["INBOX"].len(), 2);
}

#[tokio::test]
async fn many_at_once_are_all_there_and_each_once() {
    let disk = Disk::new();
    let memory = Memory::new();
    let store = disk.store(Arc::new(memory.clone())).await.unwrap();
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let account = store.account(ALICE).await.unwrap();
                let inbox = account.mailbox(&MailboxName::inbox()).unwrap().id;
                let message = incoming(&store, &message_text(number)).await.unwrap();
                account.append(inbox, vec![message]).await.unwrap().uids.iter().next().unwrap().get()
            })
        })
        .collect();
    let mut uids = Vec::new();
    for task in tasks {
        uids.push(task.await.unwrap());
    }
    uids.sort_unstable();
    assert_eq!(uids, (1..=200).collect::<Vec<_>>());
    let now = contents(&store.account(ALICE).await.unwrap()).await;
    let image = disk.image();
    let again = image.store(Arc::new(memory.fork())).await.unwrap();
    assert_eq!(contents(&again.account(ALICE).await.unwrap()).await, now);
}

#[tokio::test]
async fn an_operation_whose_precondition_fails_does_not_spoil_the_others() {
    let World { disk: _disk, memory: _memory, store, account, inbox } = World::new().await;
    let mut along = posthouse_engine::Batch::new();
    along.require_equals("job", "there");
    let bad = account.append_along(inbox, vec![incoming(&store, "a\r\n").await.unwrap()], along);
    let good = account.append(inbox, vec![incoming(&store, "b\r\n").await.unwrap()]);
    let (bad, good) = tokio::join!(bad, good);
    assert!(matches!(bad, Err(Error::Conflict)));
    assert_eq!(good.unwrap().uids.len(), 1);
    assert_eq!(account.now().mailbox(&MailboxName::inbox()).unwrap().exists(), 1);
}

#[tokio::test]
async fn of_two_that_take_the_same_key_one_succeeds() {
    let World { disk: _disk, memory, store, account, inbox } = World::new().await;
    let mut there = posthouse_engine::Batch::new();
    there.put("job", "there");
    memory.commit(there).await.unwrap();
    let mut along = posthouse_engine::Batch::new();
    along.require_equals("job", "there").delete("job");
    let message = vec![incoming(&store, "a\r\n").await.unwrap()];
    let one = account.append_along(inbox, message.clone(), along.clone());
    let other = account.append_along(inbox, message, along);
    let (one, other) = tokio::join!(one, other);
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(account.now().mailbox(&MailboxName::inbox()).unwrap().exists(), 1);
}

#[tokio::test]
async fn expunged_mail_can_be_read_for_a_while_and_is_then_gone_for_good() {
    let disk = Disk::new();
    let memory = Memory::new();
    let time = Arc::new(AtomicI64::new(1_700_000_000));
    let clock = {
        let time = Arc::clone(&time);
        Clock::new(move || time.load(Ordering::Relaxed))
    };
    let store = disk.store_at(Arc::new(memory.clone()), clock).await.unwrap();
    let account = store.account(ALICE).await.unwrap();
    let inbox = account.mailbox(&MailboxName::inbox()).unwrap().id;
    let two = vec![incoming(&store, "one\r\n").await.unwrap(), incoming(&store, "two\r\n").await.unwrap()];
    let appended = account.append(inbox, two).await.unwrap();
    let first = appended.uids.iter().take(1).collect();
    account.expunge(inbox, Doomed::Exactly(first)).await.unwrap();
    store.tidy(300).await.unwrap();
    account.email(appended.emails[0]).await.unwrap();
    check(&store).await;
    time.fetch_add(300, Ordering::Relaxed);
    assert_eq!(store.tidy(300).await.unwrap().emails, 1);
    assert!(matches!(account.email(appended.emails[0]).await, Err(Error::Gone)));
    assert_eq!(contents(&account).await["INBOX"].len(), 1);
    check(&store).await;
}

#[tokio::test]
async fn a_removed_account_leaves_nothing_and_its_handles_change_nothing() {
    let World { disk: _disk, memory, store, account, inbox } = World::new().await;
    account.append(inbox, vec![incoming(&store, "one\r\n").await.unwrap()]).await.unwrap();
    let pending = incoming(&store, "two\r\n").await.unwrap();
    store.remove_account(ALICE).await.unwrap();
    assert!(account.append(inbox, vec![pending]).await.is_err());
    assert!(matches!(store.account(ALICE).await, Err(Error::NoSuchAccount)));
    for space in ["a", "g"] {
        assert_eq!(memory.range(Range::prefix(space)).await.unwrap(), [], "{space}");
    }
    assert_eq!(store.open_accounts(), 0);
}

#[tokio::test]
async fn an_idle_account_is_let_go_and_comes_back_the_same() {
    let disk = Disk::new();
    let store = disk.store(Arc::new(Memory::new())).await.unwrap();
    let account = store.account(ALICE).await.unwrap();
    let inbox = account.mailbox(&MailboxName::inbox()).unwrap().id;
    account.append(inbox, vec![incoming(&store, "one\r\n").await.unwrap()]).await.unwrap();
    let before = account.now();
    store.release_idle().await;
    assert_eq!(store.open_accounts(), 1);
    drop(account);
    store.release_idle().await;
    assert_eq!(store.open_accounts(), 0);
    assert_eq!(store.account(ALICE).await.unwrap().now(), before);
}

#[tokio::test]
async fn damage_is_found_and_named() {
    let World { disk, memory, store, account, inbox } = World::new().await;
    account.append(inbox, vec![incoming(&store, "one\r\n").await.unwrap()]).await.unwrap();
    let mut log_key = vec![b'a'];
    log_key.extend(ALICE.0.to_be_bytes());
    log_key.push(b'l');
    log_key.extend(2u64.to_be_bytes());
    let mut batch = posthouse_engine::Batch::new();
    batch.delete(log_key.clone());
    memory.commit(batch).await.unwrap();
    let image = disk.image();
    let again = image.store(Arc::new(memory.fork())).await.unwrap();
    let mut problems = Vec::new();
    again.check_account(ALICE, &mut |problem| problems.push(problem)).await.unwrap();
    assert!(!problems.is_empty());
    let mut batch = posthouse_engine::Batch::new();
    batch.put(log_key, [9, 9, 9]);
    memory.commit(batch).await.unwrap();
    let image = disk.image();
    let again = image.store(Arc::new(memory.fork())).await.unwrap();
    assert!(matches!(again.account(ALICE).await, Err(Error::Storage(StorageError::Corrupt(_)))));
}

fn key_of(account: AccountId, rest: &[u8]) -> Vec<u8> {
    [b"a", &account.0.to_be_bytes()[..], rest].concat()
}

/// Flips a bit in the value of a key.
async fn damage(memory: &Memory, key: Vec<u8>) {
    let mut value = memory.get(&key).await.unwrap().unwrap();
    *value.last_mut().unwrap() ^= 1;
    let mut batch = posthouse_engine::Batch::new();
    batch.put(key, value);
    memory.commit(batch).await.unwrap();
}

#[tokio::test]
async fn a_damaged_cache_costs_nothing_but_time() {
    let disk = Disk::new();
    let memory = Memory::new();
    let store = disk.store(Arc::new(memory.clone())).await.unwrap();
    let account = store.account(ALICE).await.unwrap();
    let inbox = account.mailbox(&MailboxName::inbox()).unwrap();
    for number in 0..80 {
        account.append(inbox.id, vec![incoming(&store, &message_text(number)).await.unwrap()]).await.unwrap();
    }
    let _ = account.claim_recent(&account.mailbox(&MailboxName::inbox()).unwrap());
    store.rest().await;
    let before = account.now();
    let chunk = [b"sm", &inbox.id.0.to_be_bytes()[..], &0u32.to_be_bytes()].concat();
    for row in [&b"sh"[..], &chunk, b"r"] {
        let copy = memory.fork();
        damage(&copy, key_of(ALICE, row)).await;
        let image = disk.image();
        let again = image.store(Arc::new(copy.clone())).await.unwrap();
        let mut problems = Vec::new();
        again.check_account(ALICE, &mut |problem| problems.push(problem)).await.unwrap();
        assert_eq!(problems.len(), usize::from(row != b"r"), "{problems:?}");
        let account = again.account(ALICE).await.unwrap();
        assert_eq!(account.now(), before);
        let archive = account.mailbox(&name("Archive")).unwrap().id;
        account.move_messages(inbox.id, before_uids(&before), archive).await.unwrap();
        for number in 0..70 {
            account.create(name(&format!("box {number}")), None).await.unwrap();
        }
        again.rest().await;
        check(&again).await;
    }
}

fn before_uids(state: &posthouse_mailbox::State) -> UidSet {
    state.mailbox(&MailboxName::inbox()).unwrap().messages().map(|message| message.uid).collect()
}

#[tokio::test]
async fn what_is_damaged_does_not_keep_the_rest_from_being_removed() {
    let World { disk: _disk, memory, store, account, inbox } = World::new().await;
    let two = vec![incoming(&store, "one\r\n").await.unwrap(), incoming(&store, "two\r\n").await.unwrap()];
    let emails = account.append(inbox, two).await.unwrap().emails;
    damage(&memory, key_of(ALICE, &[b"e", &emails[0].0.to_be_bytes()[..]].concat())).await;
    account.expunge(inbox, Doomed::Deleted).await.unwrap();
    let all = UidSet::range(posthouse_mailbox::Uid::MIN, posthouse_mailbox::Uid::MAX);
    account.expunge(inbox, Doomed::Exactly(all)).await.unwrap();
    assert_eq!(store.tidy(0).await.unwrap().emails, 1);
    assert!(memory.range(Range::prefix("g")).await.unwrap().is_empty());
    store.remove_account(ALICE).await.unwrap();
    assert!(memory.range(Range::prefix("a")).await.unwrap().is_empty());
}

#[tokio::test]
async fn idle_accounts_make_room_for_others() {
    let disk = Disk::new();
    let engine: Arc<dyn Engine> = Arc::new(Memory::new());
    let blobs = BlobStore::open(disk.0.path(), Arc::clone(&engine), Default::default()).await.unwrap();
    let store = Store::bounded(engine, blobs, Clock::new(|| 1_700_000_000), 4 * 256);
    let held = store.account(ALICE).await.unwrap();
    for number in 2..40 {
        store.account(AccountId(number)).await.unwrap();
        assert!(store.open_accounts() <= 5, "{}", store.open_accounts());
    }
    assert_eq!(held.now(), store.account(ALICE).await.unwrap().now());
}

#[tokio::test]
async fn a_refusal_is_told_after_what_it_followed_from() {
    let disk = Disk::new();
    let engine = Failing::on(Memory::new(), Plan::full(1));
    let store = disk.store(Arc::new(engine.clone())).await.unwrap();
    let account = store.account(ALICE).await.unwrap();
    let (one, other) = tokio::join!(account.create(name("a"), None), account.create(name("a"), None));
    assert!(matches!(one, Err(Error::Storage(StorageError::Full))), "{one:?}");
    assert!(matches!(other, Err(Error::Storage(StorageError::Full))), "{other:?}");
    engine.repair();
    account.create(name("a"), None).await.unwrap();
}

#[tokio::test]
async fn the_emails_of_a_body_are_known_to_whoever_finds_it_damaged() {
    let World { disk: _disk, memory: _memory, store, account, inbox } = World::new().await;
    let message = incoming(&store, &message_text(1)).await.unwrap();
    let body = message.arrived.blob();
    assert!(store.emails_of(&body).await.unwrap().is_empty());
    let appended = account.append(inbox, vec![message.clone(), message]).await.unwrap();
    let expected: Vec<_> = appended.emails.iter().map(|email| (ALICE, *email)).collect();
    assert_eq!(store.emails_of(&body).await.unwrap(), expected);
}
