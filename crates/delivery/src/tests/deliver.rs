//! Delivery while all goes well, or fails without a crash.

use std::path::Path;
use std::sync::Arc;

use super::world::{World, base, process};
use crate::{Error, Recovered};
use posthouse_directory::Address;
use posthouse_engine::failing::{Failing, Plan};
use posthouse_mailbox::AccountId;

fn is_full(outcome: &Result<(), Error>) -> bool {
    matches!(outcome, Err(Error::Full))
}

#[test]
fn everybody_gets_one_copy() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, accounts) = base(folder.path());
    let [alice, bob, carol] = accounts[..] else { unreachable!() };
    process(async {
        let world = World::open(Arc::new(memory), folder.path()).await.unwrap();
        let message = world.arrive().await.unwrap();
        world.delivery.deliver_all(&message, &[alice, bob, alice]).await.unwrap();
        assert_eq!(world.counts(&accounts).await, [1, 1, 0]);
        world.delivery.deliver_all(&message, &[carol, carol]).await.unwrap();
        assert_eq!(world.counts(&accounts).await, [1, 1, 1]);
        world.delivery.deliver_all(&message, &[]).await.unwrap();
        let outcomes = world.delivery.deliver_each(&message, &[carol, bob, carol]).await;
        assert!(outcomes.len() == 3 && outcomes.iter().all(Result::is_ok));
        assert_eq!(world.counts(&accounts).await, [1, 2, 2]);

        assert_eq!(world.delivery.recover().await.unwrap(), Recovered::default());
        assert_eq!(world.delivery.references().await.unwrap(), []);
    });
}

#[test]
fn more_accounts_than_are_worked_on_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, _) = base(folder.path());
    let accounts: Vec<_> = (100..200).map(AccountId).collect();
    process(async {
        let world = World::open(Arc::new(memory), folder.path()).await.unwrap();
        let message = world.arrive().await.unwrap();
        world.delivery.deliver_all(&message, &accounts).await.unwrap();
        assert_eq!(world.counts(&accounts).await, [1; 100]);
    });
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, accounts) = base(folder.path());
    process(async {
        // The body is stored by one commit, or none; everything behind it fails.
        let engine = Failing::on(memory, Plan::never());
        let world = World::open(Arc::new(engine.clone()), folder.path()).await.unwrap();
        let message = world.arrive().await.unwrap();
        world.delivery.deliver_all(&message, &accounts).await.unwrap();
        assert_eq!(world.counts(&accounts).await, [1, 1, 1]);
    });
    let (memory, accounts) = base(folder.path());
    process(async {
        let full = Failing::on(memory, Plan::full(0));
        let world = World::open(Arc::new(full.clone()), folder.path()).await.unwrap();
        let message = world.arrive().await.unwrap();
        assert!(is_full(&world.delivery.deliver_all(&message, &accounts[..1]).await));
        assert!(is_full(&world.delivery.deliver_all(&message, &accounts).await));
        assert!(world.delivery.deliver_each(&message, &accounts).await.iter().all(is_full));

        full.repair();
        assert_eq!(world.delivery.recover().await.unwrap(), Recovered::default());
        assert_eq!(world.counts(&accounts).await, [0, 0, 0]);
        assert!(world.delivery.deliver_each(&message, &accounts).await.iter().all(Result::is_ok));
        assert_eq!(world.counts(&accounts).await, [1, 1, 1]);
    });
}

#[test]
fn an_account_that_is_gone_is_dropped_at_recovery() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, accounts) = base(folder.path());
    let engine = Failing::on(memory, Plan::full(1));
    process(note_only(&engine, folder.path(), &accounts));
    process(async {
        let world = World::open(Arc::new(engine.surviving()), folder.path()).await.unwrap();
        world.directory.remove_account(&Address::parse("bob@example.test").unwrap()).await.unwrap();
        let recovered = world.delivery.recover().await.unwrap();
        assert_eq!(recovered, Recovered { delivered: 2, dropped: 1, left: 0 });
        assert_eq!(world.delivery.references().await.unwrap(), []);
        assert_eq!(world.counts(&[accounts[0], accounts[2]]).await, [1, 1]);
    });
}

#[test]
fn what_an_account_cannot_take_now_it_gets_later() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, accounts) = base(folder.path());
    let engine = Failing::on(memory, Plan::full(1));
    process(async {
        note_only(&engine, folder.path(), &accounts).await;
        let world = World::open(Arc::new(engine.clone()), &folder.path().join("other")).await.unwrap();
        assert_eq!(world.delivery.recover().await.unwrap(), Recovered { delivered: 0, dropped: 0, left: 3 });
    });
    engine.repair();
    process(async {
        let world = World::open(Arc::new(engine.clone()), folder.path()).await.unwrap();
        assert_eq!(world.delivery.recover().await.unwrap(), Recovered { delivered: 3, dropped: 0, left: 0 });
        assert_eq!(world.counts(&accounts).await, [1, 1, 1]);
    });
}

/// Accepts a message for all accounts on an engine whose second commit and all later ones fail: the first one notes the
/// job.
async fn note_only(engine: &Failing, folder: &Path, accounts: &[AccountId]) {
    let world = World::open(Arc::new(engine.clone()), folder).await.unwrap();
    let message = world.arrive().await.unwrap();
    world.delivery.deliver_all(&message, accounts).await.unwrap();
    assert_eq!(world.delivery.references().await.unwrap().len(), accounts.len());
    assert_eq!(world.counts(accounts).await, [0, 0, 0]);
}

#[test]
fn a_job_goes_to_its_end_without_who_asked_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, accounts) = base(folder.path());
    process(async {
        let world = World::open(Arc::new(memory), folder.path()).await.unwrap();
        let message = world.arrive().await.unwrap();
        tokio::select! {
            biased;
            _ = world.delivery.deliver_all(&message, &accounts) => unreachable!(),
            () = std::future::ready(()) => {}
        }
        while world.counts(&accounts).await != [1, 1, 1] {
            world.delivery.recover().await.unwrap();
        }
        assert_eq!(world.delivery.recover().await.unwrap(), Recovered::default());
        assert_eq!(world.counts(&accounts).await, [1, 1, 1]);
    });
}
