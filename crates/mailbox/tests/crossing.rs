//! MOVE and REPLACE between accounts: each message is in one of the two, whatever fails or crashes on the way.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use posthouse_blob::BlobStore;
use posthouse_engine::failing::{Failing, Plan};
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, Engine, Range, Read as _};
use posthouse_mailbox::{
    Account, AccountId, Clock, Doomed, Error, Finished, Identity, Mailbox, MailboxName, NamedFlags, NewMessage,
    PerResource, Quota, Reader, Rights, RightsChange, StorageError, Store, Uid, UidSet,
};
use tempfile::TempDir;

const ALICE: AccountId = AccountId(1);
const BOB: AccountId = AccountId(2);
const CAROL: AccountId = AccountId(3);

async fn open(disk: &TempDir, engine: impl Engine + 'static) -> Result<Store, StorageError> {
    let engine: Arc<dyn Engine> = Arc::new(engine);
    let blobs = BlobStore::open(disk.path(), Arc::clone(&engine), Default::default()).await?;
    Ok(Store::new(engine, blobs, Clock::new(|| 1_700_000_000)))
}

/// What is on the disk now, as another machine would find it.
fn image(disk: &TempDir) -> TempDir {
    let image = tempfile::tempdir().unwrap();
    copy_files(disk.path(), image.path());
    image
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

fn name(text: &str) -> MailboxName {
    MailboxName::new(text).unwrap()
}

fn uids(numbers: impl IntoIterator<Item = u32>) -> UidSet {
    numbers.into_iter().filter_map(Uid::new).collect()
}

fn uid(number: u32) -> Uid {
    Uid::new(number).unwrap()
}

fn inbox(account: &Account) -> Arc<Mailbox> {
    account.mailbox(&MailboxName::inbox()).unwrap()
}

fn box_of(account: &Account, text: &str) -> Result<Arc<Mailbox>, Error> {
    account.mailbox(&name(text))
}

async fn message(store: &Store, subject: &str) -> Result<NewMessage, StorageError> {
    let mut incoming = store.incoming();
    incoming.write(format!("Subject: {subject}\r\n\r\n").as_bytes()).await?;
    Ok(NewMessage { arrived: incoming.finish().await?, flags: NamedFlags::default(), internal_date: None })
}

async fn fill(store: &Store, account: &Account, subjects: &[&str]) -> Result<(), Error> {
    let mut messages = Vec::new();
    for subject in subjects {
        messages.push(message(store, subject).await?);
    }
    account.append(inbox(account).id, messages).await.map(drop)
}

async fn give_all(owner: &Account, mailbox: &str, to: AccountId) -> Result<(), Error> {
    let id = box_of(owner, mailbox)?.id;
    owner.set_acl(id, Identity::Account(to).into(), RightsChange::Replace, Rights::ALL).await
}

/// The subjects in every mailbox of Alice and Bob that has messages.
type Contents = BTreeMap<String, Vec<String>>;

async fn contents(store: &Store) -> Contents {
    let mut contents = Contents::new();
    for id in [ALICE, BOB] {
        let account = store.account(id).await.unwrap();
        for mailbox in account.now().mailboxes().filter(|mailbox| mailbox.exists() > 0) {
            let mut subjects = Vec::new();
            for message in mailbox.messages() {
                let body = account.body(account.email(message.email).await.unwrap().body).await.unwrap();
                let text = body.read(0..body.len()).await.unwrap();
                subjects.push(String::from_utf8_lossy(&text[9..text.len() - 4]).into_owned());
            }
            contents.insert(format!("{id} {}", mailbox.name), subjects);
        }
    }
    contents
}

async fn check(store: &Store) {
    let mut problems = Vec::new();
    for account in [ALICE, BOB] {
        store.check_account(account, &mut |problem| problems.push(problem)).await.unwrap();
    }
    assert_eq!(problems, [""; 0]);
}

async fn notes(engine: &impl Engine) -> usize {
    engine.range(Range::prefix(*b"m")).await.unwrap().len()
}

const STEPS: usize = 6;

async fn step(store: &Store, number: usize) -> Result<(), Error> {
    let (alice, own) = (store.account(ALICE).await?, store.account(BOB).await?);
    let shown = alice.seen_by(Reader::new(BOB, []));
    match number {
        0 => fill(store, &alice, &["a", "b", "c", "d"]).await,
        1 => give_all(&alice, "INBOX", BOB).await,
        2 => give_all(&alice, "Archive", BOB).await,
        3 => shown.move_to(inbox(&shown).id, uids([1, 2, 9]), &own, inbox(&own).id).await.map(drop),
        4 => own.move_to(inbox(&own).id, uids([2]), &shown, box_of(&shown, "Archive")?.id).await.map(drop),
        _ => {
            let new = vec![message(store, "new").await?];
            let replaced = shown.replace_to(inbox(&shown).id, uid(3), &own, inbox(&own).id, new).await;
            // What is gone has been replaced by the try before.
            replaced.map(drop).or_else(|error| if matches!(error, Error::Gone) { Ok(()) } else { Err(error) })
        }
    }
}

/// What is there before the first step and after each when nothing fails.
async fn undisturbed() -> Vec<Contents> {
    let disk = tempfile::tempdir().unwrap();
    let store = open(&disk, Memory::new()).await.unwrap();
    let mut after = vec![contents(&store).await];
    for number in 0..STEPS {
        step(&store, number).await.unwrap();
        after.push(contents(&store).await);
    }
    let texts = |subjects: &[&str]| subjects.iter().map(ToString::to_string).collect::<Vec<_>>();
    let last = [("1 Archive", texts(&["b"])), ("1 INBOX", texts(&["d"])), ("2 INBOX", texts(&["a", "new"]))];
    assert_eq!(after[STEPS], last.map(|(mailbox, subjects)| (mailbox.to_owned(), subjects)).into());
    after
}

/// Runs the steps; gives how many were acknowledged.
async fn acknowledged(disk: &TempDir, engine: &Failing) -> usize {
    let Ok(store) = open(disk, engine.clone()).await else { return 0 };
    for number in 0..STEPS {
        if step(&store, number).await.is_err() {
            return number;
        }
        store.rest().await;
    }
    STEPS
}

#[tokio::test]
async fn a_power_cut_at_any_commit_leaves_each_message_in_one_account() {
    let (expected, mut interrupted) = (undisturbed().await, 0);
    for plan in Plan::power_cuts() {
        let (disk, engine) = (tempfile::tempdir().unwrap(), Failing::new(plan.clone()));
        let steps = acknowledged(&disk, &engine).await;
        interrupted += notes(&engine.surviving()).await;
        recovers(&image(&disk), &engine.surviving(), &expected[steps..], &plan).await;
        if !engine.has_failed() {
            assert_eq!((steps, interrupted), (STEPS, 6), "each crossing was cut short between its commits");
            return;
        }
    }
}

/// The power is cut again, at every commit of what makes good what the first cut left.
async fn recovers(disk: &TempDir, survived: &Memory, expected: &[Contents], plan: &Plan) {
    for again in Plan::power_cuts() {
        let engine = Failing::on(survived.clone(), again.clone());
        if let Ok(store) = open(&image(disk), engine.clone()).await {
            check(&open(&image(disk), engine.surviving()).await.unwrap()).await;
            let _ = store.finish_moves().await;
            let _ = (store.account(ALICE).await, store.account(BOB).await);
        }
        let (disk, survived) = (image(disk), engine.surviving());
        let store = open(&disk, survived.clone()).await.unwrap();
        let found = contents(&store).await;
        assert!(expected.iter().take(2).any(|state| *state == found), "{plan:?}, {again:?}: {found:?}");
        assert_eq!(notes(&survived).await, 0, "{plan:?}, {again:?}");
        check(&store).await;
        if !engine.has_failed() {
            return;
        }
    }
}

#[tokio::test]
async fn a_failed_commit_is_made_good_without_a_crash() {
    let expected = undisturbed().await;
    for plan in Plan::failed_commits() {
        let (disk, engine) = (tempfile::tempdir().unwrap(), Failing::new(plan.clone()));
        let store = open(&disk, engine.clone()).await.unwrap();
        for number in 0..STEPS {
            let is_acknowledged = step(&store, number).await.is_ok();
            store.finish_moves().await.unwrap();
            let found = contents(&store).await;
            if !is_acknowledged {
                assert!(expected[number..].iter().take(2).any(|state| *state == found), "{plan:?}: {found:?}");
                step(&store, number).await.unwrap();
            }
            assert_eq!(contents(&store).await, expected[number + 1], "{plan:?}");
        }
        check(&store).await;
        if !engine.has_failed() {
            return;
        }
    }
}

/// Alice's messages have come from her mailbox "box" to Bob, and the commit by which they leave her has failed.
struct HalfWay {
    disk: TempDir,
    engine: Failing,
    store: Store,
    alice: Account,
    bob: Account,
}

impl HalfWay {
    async fn new(subjects: &[&str]) -> Self {
        for after in 0.. {
            let (disk, engine) = (tempfile::tempdir().unwrap(), Failing::new(Plan::full(after)));
            let store = open(&disk, engine.clone()).await.unwrap();
            let moved = moves_all(&store, subjects).await;
            if notes(&engine).await == 1 {
                moved.unwrap();
                engine.repair();
                let (alice, bob) = (store.account(ALICE).await.unwrap(), store.account(BOB).await.unwrap());
                return Self { disk, engine, store, alice, bob };
            }
        }
        unreachable!("every move has two commits")
    }

    /// How many messages are in Alice's mailbox and in Bob's.
    fn counts(&self) -> (u32, u32) {
        let left = box_of(&self.alice, "box").map_or(0, |mailbox| mailbox.exists());
        (left, inbox(&self.bob).exists())
    }

    async fn finish(&self) {
        let done = self.store.finish_moves().await.unwrap();
        assert_eq!(done, Finished { finished: 1, ..Finished::default() });
        assert_eq!(notes(&self.engine).await, 0);
        check(&self.store).await;
    }
}

async fn moves_all(store: &Store, subjects: &[&str]) -> Result<(), Error> {
    let (alice, bob) = (store.account(ALICE).await?, store.account(BOB).await?);
    fill(store, &alice, subjects).await?;
    alice.create(name("box"), None).await?;
    let from = box_of(&alice, "box")?.id;
    alice.move_messages(inbox(&alice).id, uids(1..=9), from).await?;
    alice.move_to(from, uids(1..=9), &bob, inbox(&bob).id).await.map(drop)
}

#[tokio::test]
async fn an_account_is_opened_without_what_has_left_it() {
    let half = HalfWay::new(&["a", "b"]).await;
    assert_eq!(half.counts(), (2, 2));
    let disk = image(&half.disk);
    let store = open(&disk, half.engine.surviving()).await.unwrap();
    // Nobody asked for the moves to be finished.
    assert_eq!(box_of(&store.account(ALICE).await.unwrap(), "box").unwrap().exists(), 0);
    assert_eq!(inbox(&store.account(BOB).await.unwrap()).exists(), 2);
}

#[tokio::test]
async fn an_account_can_be_read_where_there_is_no_room_to_finish_its_moves() {
    let half = HalfWay::new(&["a", "b"]).await;
    let (disk, engine) = (image(&half.disk), Failing::on(half.engine.surviving(), Plan::full(0)));
    let store = open(&disk, engine.clone()).await.unwrap();
    let alice = store.account(ALICE).await.unwrap();
    let left = || box_of(&alice, "box").unwrap().exists();
    assert_eq!((left(), store.finish_moves().await.unwrap().left), (2, 1));
    engine.repair();
    assert_eq!((store.finish_moves().await.unwrap().finished, left()), (1, 0));
}

#[tokio::test]
async fn the_next_move_finishes_the_one_before() {
    let half = HalfWay::new(&["a", "b"]).await;
    let from = box_of(&half.alice, "box").unwrap().id;
    let again = half.alice.move_to(from, uids([1, 2]), &half.bob, inbox(&half.bob).id).await.unwrap();
    assert_eq!((again.from, half.counts()), (uids([]), (0, 2)));
}

#[tokio::test]
async fn what_went_meanwhile_has_left_too() {
    let half = HalfWay::new(&["a", "b"]).await;
    let from = box_of(&half.alice, "box").unwrap().id;
    half.alice.expunge(from, Doomed::Exactly(uids([2]))).await.unwrap();
    half.finish().await;
    assert_eq!(half.counts(), (0, 2));
}

#[tokio::test]
async fn a_mailbox_that_was_deleted_meanwhile_holds_nothing_up() {
    let half = HalfWay::new(&["a", "b"]).await;
    half.alice.delete(name("box")).await.unwrap();
    // A message that comes later is not one that has left, whatever its mailbox is called.
    half.alice.create(name("box"), None).await.unwrap();
    let new = message(&half.store, "c").await.unwrap();
    half.alice.append(box_of(&half.alice, "box").unwrap().id, vec![new]).await.unwrap();
    half.finish().await;
    assert_eq!(half.counts(), (1, 2));
}

#[tokio::test]
async fn nothing_is_left_of_a_move_from_an_account_that_was_removed() {
    let half = HalfWay::new(&["a"]).await;
    half.store.remove_account(ALICE).await.unwrap();
    assert_eq!(notes(&half.engine).await, 0);
    // A note that came while the account was being removed.
    let key = [b"m", &[0; 7][..], &[9], &[0; 7], &[2], &[0; 7], &[1]].concat();
    let mut batch = Batch::new();
    batch.put(key, "anything");
    half.engine.commit(batch).await.unwrap();
    let done = half.store.finish_moves().await.unwrap();
    assert_eq!(done, Finished { dropped: 1, ..Finished::default() });
    assert_eq!((notes(&half.engine).await, half.store.stored_accounts().await.unwrap()), (0, vec![BOB]));
}

#[tokio::test]
async fn a_full_account_takes_nothing_and_nothing_leaves() {
    let (disk, memory) = (tempfile::tempdir().unwrap(), Memory::new());
    let store = open(&disk, memory.clone()).await.unwrap();
    let (alice, bob) = (store.account(ALICE).await.unwrap(), store.account(BOB).await.unwrap());
    fill(&store, &alice, &["a", "b"]).await.unwrap();
    bob.set_quota(PerResource { messages: Some(Quota::AtMost(1)), ..Default::default() }).await.unwrap();
    let before = contents(&store).await;
    let refused = alice.move_to(inbox(&alice).id, uids([1, 2]), &bob, inbox(&bob).id).await;
    assert!(matches!(refused, Err(Error::OverQuota(_))), "{refused:?}");
    assert_eq!((contents(&store).await, notes(&memory).await), (before, 0));
}

#[tokio::test]
async fn of_two_who_move_the_same_message_one_gets_it() {
    let disk = tempfile::tempdir().unwrap();
    let store = open(&disk, Memory::new()).await.unwrap();
    let (alice, bob) = (store.account(ALICE).await.unwrap(), store.account(BOB).await.unwrap());
    let carol = store.account(CAROL).await.unwrap();
    fill(&store, &alice, &["a", "b", "c"]).await.unwrap();
    let from = inbox(&alice).id;
    let one = alice.move_to(from, uids([1, 2]), &bob, inbox(&bob).id);
    let other = alice.move_to(from, uids([2, 3]), &carol, inbox(&carol).id);
    let (one, other) = tokio::join!(one, other);
    assert_eq!(one.unwrap().from.len() + other.unwrap().from.len(), 3);
    let counts = [&alice, &bob, &carol].map(|account| inbox(account).exists());
    assert_eq!((counts[0], counts[1] + counts[2]), (0, 3));
}

#[tokio::test]
async fn a_move_goes_to_its_end_when_the_caller_does_not_wait_for_it() {
    let disk = tempfile::tempdir().unwrap();
    let store = open(&disk, Memory::new()).await.unwrap();
    let (alice, bob) = (store.account(ALICE).await.unwrap(), store.account(BOB).await.unwrap());
    fill(&store, &alice, &["a"]).await.unwrap();
    let mut watch = alice.watch();
    watch.mark_unchanged();
    let mut moving = Box::pin(alice.move_to(inbox(&alice).id, uids([1]), &bob, inbox(&bob).id));
    assert!(is_pending(&mut moving).await);
    drop(moving);
    watch.changed().await.unwrap();
    assert_eq!((inbox(&alice).exists(), inbox(&bob).exists()), (0, 1));
}

/// Whether a future that is asked once is not ready.
async fn is_pending(future: &mut (impl Future + Unpin)) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending()))
        .await
}

#[tokio::test]
async fn a_check_finds_notes_that_are_damaged_or_not_true() {
    let half = HalfWay::new(&["a"]).await;
    let rows = half.engine.range(Range::prefix(*b"m")).await.unwrap();
    let (key, record) = rows[0].clone();
    let mut elsewhere = key.clone();
    *elsewhere.last_mut().unwrap() += 9;
    let cases = [(key.clone(), b"x".to_vec(), "a note of a move: "), (elsewhere, record, "which never got them")];
    for (place, value, problem) in cases {
        let memory = half.engine.surviving();
        let mut batch = Batch::new();
        batch.delete(key.clone()).put(place, value);
        memory.commit(batch).await.unwrap();
        let disk = image(&half.disk);
        let store = open(&disk, memory.clone()).await.unwrap();
        let mut problems = Vec::new();
        store.check_account(ALICE, &mut |problem| problems.push(problem)).await.unwrap();
        assert!(problems.len() == 1 && problems[0].contains(problem), "{problems:?}");
        store.account(ALICE).await.unwrap();
        store.finish_moves().await.unwrap();
    }
}
