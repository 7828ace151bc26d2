//! Mailboxes of others: what a reader is shown, what it may do, and what is kept of both.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use posthouse_blob::BlobStore;
use posthouse_engine::failing::{Failing, Plan};
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, Engine, Range, Read as _};
use posthouse_mailbox::{
    Account, AccountId, Clock, Doomed, EntryName, Error, Flags, GroupId, Identifier, Identity, Limit,
    MAX_ANNOTATION_SIZE, Mailbox, MailboxName, NamedFlags, NewMessage, Reader, Rights, RightsChange, Store, StoreMode,
    Uid, UidSet,
};
use tempfile::TempDir;

const ALICE: AccountId = AccountId(1);
const BOB: AccountId = AccountId(2);
const CAROL: AccountId = AccountId(3);
const STAFF: GroupId = GroupId(1);

struct World {
    disk: TempDir,
    memory: Memory,
    store: Store,
}

impl World {
    async fn new() -> Self {
        let disk = tempfile::tempdir().unwrap();
        let memory = Memory::new();
        let store = open(&disk, Arc::new(memory.clone())).await;
        Self { disk, memory, store }
    }

    /// What another machine finds on the disk.
    async fn restarted(self) -> Self {
        let (disk, memory) = (tempfile::tempdir().unwrap(), self.memory.fork());
        copy_files(self.disk.path(), disk.path());
        let store = open(&disk, Arc::new(memory.clone())).await;
        Self { disk, memory, store }
    }

    async fn alice(&self) -> Account {
        self.store.account(ALICE).await.unwrap()
    }

    async fn alice_as(&self, reader: AccountId, groups: &[GroupId]) -> Account {
        self.alice().await.seen_by(Reader::new(reader, groups.iter().copied()))
    }

    async fn message(&self, text: &str) -> NewMessage {
        let mut incoming = self.store.incoming();
        incoming.write(format!("Subject: {text}\r\n\r\n{text}\r\n").as_bytes()).await.unwrap();
        let arrived = incoming.finish().await.unwrap();
        NewMessage { arrived, flags: NamedFlags::default(), internal_date: None }
    }

    /// Puts that many messages into a mailbox of Alice.
    async fn fill(&self, mailbox: &str, count: usize) {
        let alice = self.alice().await;
        let messages = vec![self.message("one").await; count];
        alice.append(alice.mailbox(&name(mailbox)).unwrap().id, messages).await.unwrap();
    }

    /// Alice gives rights to a mailbox of hers.
    async fn give(&self, mailbox: &str, to: Identity, letters: &str) {
        let alice = self.alice().await;
        let id = alice.mailbox(&name(mailbox)).unwrap().id;
        alice.set_acl(id, to.into(), RightsChange::Replace, rights(letters)).await.unwrap();
    }
}

async fn open(disk: &TempDir, engine: Arc<dyn Engine>) -> Store {
    let blobs = BlobStore::open(disk.path(), Arc::clone(&engine), Default::default()).await.unwrap();
    Store::new(engine, blobs, Clock::new(|| 1_700_000_000))
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

fn rights(letters: &str) -> Rights {
    Rights::from_letters(letters).unwrap()
}

fn bob() -> Identity {
    Identity::Account(BOB)
}

fn uids(numbers: impl IntoIterator<Item = u32>) -> UidSet {
    numbers.into_iter().filter_map(Uid::new).collect()
}

fn all() -> UidSet {
    UidSet::range(Uid::MIN, Uid::MAX)
}

fn flags(system: Flags) -> NamedFlags {
    NamedFlags { system, keywords: Vec::new() }
}

fn listed(account: &Account) -> Vec<String> {
    account.now().mailboxes().map(|mailbox| mailbox.name.to_string()).collect()
}

fn inbox(account: &Account) -> Arc<Mailbox> {
    account.mailbox(&MailboxName::inbox()).unwrap()
}

fn seen(mailbox: &Mailbox) -> Vec<u32> {
    let seen = mailbox.messages().filter(|message| message.flags.contains(Flags::SEEN));
    seen.map(|message| message.uid.get()).collect()
}

async fn mark(account: &Account, which: UidSet, mode: StoreMode, what: Flags) -> UidSet {
    let id = inbox(account).id;
    account.store_flags(id, which, mode, flags(what), None).await.unwrap().changed
}

#[tokio::test]
async fn a_reader_is_shown_what_it_has_rights_to() {
    let world = World::new().await;
    world.fill("INBOX", 3).await;
    let shown = world.alice_as(BOB, &[STAFF]).await;
    assert!(listed(&shown).is_empty());
    world.give("INBOX", bob(), "l").await;
    world.give("Sent", Identity::Group(STAFF), "lr").await;
    world.give("Archive", Identity::Anyone, "r").await;
    assert_eq!(listed(&shown), ["INBOX", "Sent"]);
    assert_eq!(listed(&world.alice_as(CAROL, &[]).await), [""; 0]);
    assert_eq!((inbox(&shown).exists(), inbox(&shown).rights()), (0, rights("l")));
    assert!(matches!(shown.readable(&MailboxName::inbox()), Err(Error::NoPermission)));
    assert!(matches!(shown.readable(&name("Trash")), Err(Error::NoSuchMailbox)));
    assert!(matches!(shown.readable(&name("none")), Err(Error::NoSuchMailbox)));
    assert_eq!(shown.readable(&name("Archive")).unwrap().rights(), rights("r"));
    world.give("INBOX", bob(), "lr").await;
    assert_eq!(shown.readable(&MailboxName::inbox()).unwrap().exists(), 3);
    world.give("INBOX", bob(), "").await;
    assert_eq!(listed(&shown), ["Sent"]);
}

#[tokio::test]
async fn seen_is_each_readers_own_and_the_other_flags_are_everybodys() {
    let world = World::new().await;
    world.fill("INBOX", 3).await;
    world.give("INBOX", Identity::Anyone, "lrsw").await;
    let (alice, bob, carol) = (world.alice().await, world.alice_as(BOB, &[]).await, world.alice_as(CAROL, &[]).await);
    assert_eq!(mark(&bob, uids([1, 2]), StoreMode::Add, Flags::SEEN).await, uids([1, 2]));
    assert_eq!(mark(&bob, uids([2]), StoreMode::Add, Flags::SEEN | Flags::FLAGGED).await, uids([2]));
    assert_eq!(mark(&alice, uids([3]), StoreMode::Replace, Flags::SEEN).await, uids([3]));
    assert_eq!((seen(&inbox(&alice)), seen(&inbox(&bob)), seen(&inbox(&carol))), (vec![3], vec![1, 2], vec![]));
    let unseen = |account: &Account| inbox(account).counts().unseen;
    assert_eq!((unseen(&alice), unseen(&bob), unseen(&carol)), (2, 1, 3));
    for account in [&alice, &bob, &carol] {
        assert!(inbox(account).by_number(2).unwrap().flags.contains(Flags::FLAGGED));
    }
    assert_eq!(mark(&bob, uids([1, 2, 3]), StoreMode::Replace, Flags::NONE).await, uids([1, 2]));
    assert_eq!((seen(&inbox(&alice)), seen(&inbox(&bob))), (vec![3], vec![]));
    assert!(!inbox(&alice).by_number(2).unwrap().flags.contains(Flags::FLAGGED));
}

#[tokio::test]
async fn a_change_of_seen_is_a_change_for_its_reader_alone() {
    let world = World::new().await;
    world.fill("INBOX", 1200).await;
    world.give("INBOX", Identity::Anyone, "lrs").await;
    let (alice, bob, carol) = (world.alice().await, world.alice_as(BOB, &[]).await, world.alice_as(CAROL, &[]).await);
    let before = [inbox(&alice), inbox(&bob), inbox(&carol)];
    mark(&bob, uids([700]), StoreMode::Add, Flags::SEEN).await;
    let after = [inbox(&alice), inbox(&bob), inbox(&carol)];
    let changed = [0, 1, 2].map(|who: usize| before[who].changes_to(&after[who]).changed);
    assert_eq!(changed, [UidSet::new(), uids([700]), UidSet::new()]);
    assert_eq!(before[1].modseq, before[0].modseq);
    assert_eq!((after[1].modseq, after[0].modseq), (alice.now().modseq, before[0].modseq));
    let since: Vec<_> = after[1].changed_since(before[1].modseq).map(|(number, _)| number).collect();
    assert_eq!(since, [700]);
    let limit = Some(before[1].modseq);
    let again = bob.store_flags(after[1].id, uids([700, 701]), StoreMode::Remove, flags(Flags::SEEN), limit).await;
    assert_eq!(again.unwrap().modified, uids([700]));
}

#[tokio::test]
async fn a_store_does_what_it_has_the_rights_to() {
    let world = World::new().await;
    world.fill("INBOX", 1).await;
    let bob = world.alice_as(BOB, &[]).await;
    let everything = NamedFlags { system: Flags::SYSTEM, keywords: vec!["$Label".into()] };
    let store = async |mode| bob.store_flags(inbox(&bob).id, all(), mode, everything.clone(), None).await;
    let now = || inbox(&bob).by_number(1).unwrap().flags;
    for (letters, expected) in [("lrs", Flags::SEEN), ("lrt", Flags::DELETED)] {
        world.give("INBOX", Identity::Account(BOB), letters).await;
        store(StoreMode::Add).await.unwrap();
        assert_eq!(now(), expected);
        assert!(inbox(&bob).keywords().is_empty());
        store(StoreMode::Remove).await.unwrap();
        assert_eq!(now(), Flags::NONE);
    }
    world.give("INBOX", Identity::Account(BOB), "lrw").await;
    store(StoreMode::Replace).await.unwrap();
    assert_eq!(now(), Flags::ANSWERED | Flags::FLAGGED | Flags::DRAFT | Flags::keyword(0));
    world.give("INBOX", Identity::Account(BOB), "lrie").await;
    assert!(matches!(store(StoreMode::Add).await, Err(Error::NoPermission)));
    world.give("INBOX", Identity::Account(BOB), "").await;
    let id = inbox(&world.alice().await).id;
    let gone = bob.store_flags(id, all(), StoreMode::Add, everything.clone(), None).await;
    assert!(matches!(gone, Err(Error::NoSuchMailbox)));
}

#[tokio::test]
async fn the_index_names_who_has_given_something() {
    let world = World::new().await;
    let shared = async |world: &World, reader: AccountId, groups: &[GroupId]| {
        let reader = Reader::new(reader, groups.iter().copied());
        let owners = world.store.shared_with(&reader).await.unwrap();
        for owner in [ALICE, BOB, CAROL] {
            assert_eq!(world.store.is_shared_with(owner, &reader).await.unwrap(), owners.contains(&owner), "{owner}");
        }
        owners
    };
    let alice = world.alice().await;
    assert_eq!(shared(&world, BOB, &[STAFF]).await, []);
    alice.create(name("team"), None).await.unwrap();
    world.give("team", Identity::Group(STAFF), "lr").await;
    assert_eq!((shared(&world, BOB, &[STAFF]).await, shared(&world, BOB, &[]).await), (vec![ALICE], vec![]));
    alice.create(name("team/below"), None).await.unwrap();
    alice.delete(name("team")).await.unwrap();
    assert_eq!(shared(&world, BOB, &[STAFF]).await, [ALICE]);
    let world = world.restarted().await;
    assert_eq!(listed(&world.alice_as(BOB, &[STAFF]).await), ["team/below"]);
    world.give("team/below", Identity::Group(STAFF), "").await;
    assert_eq!(shared(&world, BOB, &[STAFF]).await, []);
    let alice = world.alice().await;
    let negative = Identifier { identity: Identity::Account(BOB), negative: true };
    alice.set_acl(inbox(&alice).id, negative, RightsChange::Add, rights("l")).await.unwrap();
    assert_eq!(shared(&world, BOB, &[]).await, []);
    world.give("INBOX", Identity::Anyone, "l").await;
    assert_eq!((shared(&world, BOB, &[]).await, shared(&world, ALICE, &[]).await), (vec![ALICE], vec![]));
    drop(alice);
    world.store.remove_account(ALICE).await.unwrap();
    assert_eq!(shared(&world, BOB, &[]).await, []);
}

#[tokio::test]
async fn who_looks_at_an_account_learns_that_it_was_removed() {
    let world = World::new().await;
    world.fill("INBOX", 3).await;
    world.give("INBOX", bob(), "lr").await;
    let shown = world.alice_as(BOB, &[]).await;
    let before = shown.now();
    let mut watch = shown.watch();
    watch.mark_unchanged();
    world.store.remove_account(ALICE).await.unwrap();
    watch.changed().await.unwrap();
    let after = shown.now();
    assert!(after.modseq > before.modseq && after.mailboxes().next().is_none());
    assert!(matches!(shown.mailbox(&MailboxName::inbox()), Err(Error::NoSuchMailbox)));
    assert!(watch.changed().await.is_err());
}

#[tokio::test]
async fn the_index_is_read_whole_however_much_is_given() {
    let world = World::new().await;
    for owner in [ALICE, CAROL] {
        let account = world.store.account(owner).await.unwrap();
        account.create(name("top"), None).await.unwrap();
        let top = account.mailbox(&name("top")).unwrap().id;
        account.set_acl(top, bob().into(), RightsChange::Replace, rights("lr")).await.unwrap();
        for number in 0..600 {
            account.create(name(&format!("top/{number}")), None).await.unwrap();
        }
    }
    assert_eq!(world.store.shared_with(&Reader::new(BOB, [])).await.unwrap(), [ALICE, CAROL]);
    world.store.remove_account(ALICE).await.unwrap();
    assert_eq!(world.store.shared_with(&Reader::new(BOB, [])).await.unwrap(), [CAROL]);
}

#[tokio::test]
async fn rights_and_seen_are_there_after_a_restart() {
    let mut world = World::new().await;
    world.fill("INBOX", 700).await;
    world.give("INBOX", bob(), "lrs").await;
    let shown = world.alice_as(BOB, &[]).await;
    mark(&shown, uids([1, 600, 601]), StoreMode::Add, Flags::SEEN).await;
    let mut expected = inbox(&shown);
    drop(shown);
    // From the log, from a snapshot, and from a snapshot with a log behind it.
    for round in 0..3 {
        world = world.restarted().await;
        let shown = world.alice_as(BOB, &[]).await;
        assert_eq!(*inbox(&shown), *expected, "round {round}");
        let mut problems = Vec::new();
        world.store.check_account(ALICE, &mut |problem| problems.push(problem)).await.unwrap();
        assert_eq!(problems, [""; 0]);
        if round == 1 {
            continue;
        }
        for _ in 0..40 {
            mark(&shown, uids([2]), StoreMode::Add, Flags::SEEN).await;
            mark(&shown, uids([2]), StoreMode::Remove, Flags::SEEN).await;
        }
        world.store.rest().await;
        mark(&shown, uids([1]), StoreMode::Remove, Flags::SEEN).await;
        expected = inbox(&shown);
    }
}

#[tokio::test]
async fn what_a_snapshot_says_was_seen_is_what_the_log_says() {
    let world = World::new().await;
    world.fill("INBOX", 3).await;
    world.give("INBOX", bob(), "lrs").await;
    world.give("INBOX", Identity::Account(CAROL), "lrs").await;
    let (alice, bob, carol) = (world.alice().await, world.alice_as(BOB, &[]).await, world.alice_as(CAROL, &[]).await);
    for _ in 0..40 {
        mark(&bob, all(), StoreMode::Add, Flags::SEEN).await;
        mark(&bob, all(), StoreMode::Remove, Flags::SEEN).await;
    }
    alice.expunge(inbox(&alice).id, Doomed::Exactly(all())).await.unwrap();
    // Of the first messages nothing is left; of those that follow Carol has seen some.
    world.fill("INBOX", 1200).await;
    mark(&carol, uids([700]), StoreMode::Add, Flags::SEEN).await;
    drop((alice, bob, carol));
    world.store.rest().await;
    let mut problems = Vec::new();
    world.store.check_account(ALICE, &mut |problem| problems.push(problem)).await.unwrap();
    assert_eq!(problems, [""; 0]);
}

#[tokio::test]
async fn what_a_reader_is_shown_is_not_made_anew_for_each_look() {
    let world = World::new().await;
    world.fill("INBOX", 3).await;
    world.give("INBOX", Identity::Anyone, "lrs").await;
    let alice = world.alice().await;
    mark(&alice, all(), StoreMode::Add, Flags::SEEN).await;
    let look = |reader: u64| inbox(&alice.seen_by(Reader::new(AccountId(reader), [])));
    let first = look(2);
    assert!(Arc::ptr_eq(&first, &look(2)));
    // Only the last ones are kept, and not for ever.
    (3..7).for_each(|reader| drop(look(reader)));
    assert!(!Arc::ptr_eq(&first, &look(2)));
    let second = look(2);
    world.store.release_idle().await;
    assert!(!Arc::ptr_eq(&second, &look(2)));
    // In another group the reader may see something else.
    let third = look(2);
    assert!(!Arc::ptr_eq(&third, &inbox(&alice.seen_by(Reader::new(BOB, [STAFF])))));
}

/// What is long for the processor is not done where sessions wait for each other.
#[test]
fn the_first_view_of_a_large_account_is_made_aside() {
    let runtime = tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).build().unwrap();
    runtime.block_on(async {
        let world = World::new().await;
        world.fill("INBOX", 2500).await;
        world.give("INBOX", bob(), "lr").await;
        let alice = world.alice().await;
        mark(&alice, all(), StoreMode::Add, Flags::SEEN).await;
        // The one thread for such work is busy until the sender is gone.
        let (busy, free) = std::sync::mpsc::channel::<()>();
        let occupied = tokio::task::spawn_blocking(move || free.recv().is_err());
        let mut first = Box::pin(alice.shown_to(Reader::new(BOB, [])));
        assert!(is_pending(&mut first).await);
        drop(busy);
        let shown = first.await.unwrap();
        assert!(occupied.await.unwrap());
        assert_eq!((inbox(&shown).exists(), inbox(&shown).counts().unseen), (2500, 2500));
        // There is nothing more to make, so that there is nothing to wait for.
        assert!(!is_pending(&mut Box::pin(alice.shown_to(Reader::new(BOB, [])))).await);
    });
}

/// Whether a future that is asked once is not ready.
async fn is_pending(future: &mut (impl Future + Unpin)) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending()))
        .await
}

#[tokio::test]
async fn messages_go_to_another_account_and_back() {
    let world = World::new().await;
    world.fill("INBOX", 3).await;
    world.give("INBOX", bob(), "lrsw").await;
    let own = world.store.account(BOB).await.unwrap();
    let shown = world.alice_as(BOB, &[]).await;
    mark(&shown, uids([1, 2]), StoreMode::Add, Flags::SEEN | Flags::FLAGGED).await;
    let copied = shown.copy_to(inbox(&shown).id, uids([2, 3, 9]), &own, inbox(&own).id).await.unwrap();
    assert_eq!((copied.from, copied.to), (uids([2, 3]), uids([1, 2])));
    let flags: Vec<_> = inbox(&own).messages().map(|message| message.flags).collect();
    assert_eq!(flags, [Flags::SEEN | Flags::FLAGGED, Flags::NONE]);
    let email = own.email(inbox(&own).by_number(1).unwrap().email).await.unwrap();
    let body = own.body(email.body).await.unwrap();
    assert_eq!(&body.read(0..body.len()).await.unwrap()[..], b"Subject: one\r\n\r\none\r\n");
    let there = own.copy_to(inbox(&own).id, all(), &shown, inbox(&shown).id).await;
    assert!(matches!(there, Err(Error::NoPermission)));
    let back = shown.move_to(inbox(&shown).id, uids([1]), &own, inbox(&own).id).await;
    assert!(matches!(back, Err(Error::NoPermission)));
    assert_eq!((inbox(&own).exists(), inbox(&shown).exists()), (2, 3));
    world.give("INBOX", bob(), "lrsite").await;
    let there = own.move_to(inbox(&own).id, all(), &shown, inbox(&shown).id).await.unwrap();
    assert_eq!((there.to, inbox(&own).exists()), (uids([4, 5]), 0));
    // Without w, \Flagged is lost; \Seen is Bob's alone.
    assert_eq!(seen(&inbox(&shown)), [1, 2, 4]);
    let alice = inbox(&world.alice().await);
    assert_eq!(alice.by_number(4).unwrap().flags, Flags::NONE);
    assert_eq!(shown.expunge(inbox(&shown).id, Doomed::Exactly(all())).await.unwrap().uids.len(), 5);
}

/// A message whose record is not much smaller than itself.
async fn message_of_many_parts(store: &Store) -> NewMessage {
    let mut incoming = store.incoming();
    incoming.write(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n").await.unwrap();
    let part = format!("--b\r\nContent-Description: {}\r\n\r\n", "long ".repeat(60));
    incoming.write(part.repeat(6000).as_bytes()).await.unwrap();
    let arrived = incoming.finish().await.unwrap();
    assert!(arrived.record_size() > 1_500_000, "{}", arrived.record_size());
    NewMessage { arrived, flags: NamedFlags::default(), internal_date: None }
}

#[tokio::test]
async fn what_goes_to_another_account_at_once_fits_into_memory() {
    let world = World::new().await;
    world.give("INBOX", bob(), "lri").await;
    let own = world.store.account(BOB).await.unwrap();
    let from = inbox(&own).id;
    own.append(from, vec![message_of_many_parts(&world.store).await]).await.unwrap();
    for _ in 0..6 {
        own.copy(from, all(), from).await.unwrap();
    }
    let shown = world.alice_as(BOB, &[]).await;
    let refused = own.copy_to(from, all(), &shown, inbox(&shown).id).await;
    assert!(matches!(refused, Err(Error::Limit(Limit::CopiedAcross))));
    assert_eq!(inbox(&shown).exists(), 0);
    own.copy_to(from, uids(1..=4), &shown, inbox(&shown).id).await.unwrap();
    assert_eq!(inbox(&shown).exists(), 4);
}

#[tokio::test]
async fn annotations_of_a_reader_leave_room_for_those_of_the_owner() {
    let world = World::new().await;
    world.give("INBOX", bob(), "lr").await;
    let (alice, shown) = (world.alice().await, world.alice_as(BOB, &[]).await);
    let id = inbox(&alice).id;
    let set = async |account: &Account, number: usize| {
        let entry = EntryName::new(&format!("/private/vendor/x/{number}")).unwrap();
        account.annotate(Some(id), [(entry, Some(vec![0; MAX_ANNOTATION_SIZE].into()))].into()).await
    };
    let mut count = 0;
    while set(&shown, count).await.is_ok() {
        count += 1;
    }
    assert_eq!(count, 31);
    assert!(matches!(set(&shown, count).await, Err(Error::Limit(Limit::Annotations))));
    set(&alice, 0).await.unwrap();
    set(&shown, 0).await.unwrap();
}

/// Alice gives rights and takes them back, Bob reads.
async fn acknowledged(store: &Store) -> Result<(), Error> {
    let alice = store.account(ALICE).await?;
    let (inbox, give) = (inbox(&alice).id, rights("lrs"));
    let mut incoming = store.incoming();
    incoming.write(b"Subject: one\r\n\r\none\r\n").await?;
    let arrived = incoming.finish().await?;
    let message = NewMessage { arrived, flags: NamedFlags::default(), internal_date: None };
    alice.append(inbox, vec![message]).await?;
    alice.create(name("team"), None).await?;
    let team = alice.mailbox(&name("team"))?.id;
    alice.set_acl(team, bob().into(), RightsChange::Replace, give).await?;
    alice.create(name("team/below"), None).await?;
    alice.set_acl(inbox, bob().into(), RightsChange::Add, give).await?;
    let shown = alice.seen_by(Reader::new(BOB, []));
    shown.store_flags(inbox, all(), StoreMode::Add, flags(Flags::SEEN), None).await?;
    alice.set_acl(inbox, bob().into(), RightsChange::Remove, rights("rs")).await?;
    alice.delete(name("team/below")).await?;
    store.rest().await;
    alice.set_acl(inbox, bob().into(), RightsChange::Remove, rights("l")).await?;
    alice.delete(name("team")).await
}

#[tokio::test]
async fn a_power_cut_at_any_commit_leaves_the_index_as_the_rights_are() {
    for plan in Plan::power_cuts() {
        let (disk, engine) = (tempfile::tempdir().unwrap(), Failing::new(plan.clone()));
        let done = acknowledged(&open(&disk, Arc::new(engine.clone())).await).await;
        assert_eq!(done.is_err(), engine.has_failed(), "{plan:?}");
        let image = tempfile::tempdir().unwrap();
        copy_files(disk.path(), image.path());
        let store = open(&image, Arc::new(engine.surviving())).await;
        let reader = Reader::new(BOB, []);
        let listed = listed(&store.account(ALICE).await.unwrap().seen_by(reader.clone()));
        let expected = if listed.is_empty() { vec![] } else { vec![ALICE] };
        assert_eq!(store.shared_with(&reader).await.unwrap(), expected, "{plan:?}: {listed:?}");
        let mut problems = Vec::new();
        store.check_account(ALICE, &mut |problem| problems.push(problem)).await.unwrap();
        assert_eq!(problems, [""; 0], "{plan:?}");
        if !engine.has_failed() {
            return;
        }
    }
}

#[tokio::test]
async fn a_check_finds_rights_that_the_index_does_not_know_of() {
    let world = World::new().await;
    world.give("INBOX", bob(), "lr").await;
    let mut batch = Batch::new();
    let rows = world.memory.range(Range::prefix(*b"h")).await.unwrap();
    rows.into_iter().for_each(|(key, _)| _ = batch.delete(key));
    world.memory.commit(batch).await.unwrap();
    let mut problems = Vec::new();
    world.store.check_account(ALICE, &mut |problem| problems.push(problem)).await.unwrap();
    assert_eq!(problems, ["account 1: 1 right(s) to INBOX are not in the index"]);
}
