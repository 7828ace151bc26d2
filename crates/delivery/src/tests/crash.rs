//! The power is cut at every commit of a delivery in turn, and again at every commit of the recovery.

use std::path::Path;
use std::sync::Arc;

use super::world::{World, base, process};
use posthouse_engine::failing::{Failing, Plan};
use posthouse_engine::memory::Memory;
use posthouse_mailbox::AccountId;

/// Delivers to all accounts and says whether that was acknowledged.
async fn attempt(engine: &Failing, folder: &Path, accounts: &[AccountId]) -> bool {
    let Ok(world) = World::open(Arc::new(engine.clone()), folder).await else { return false };
    let Ok(message) = world.arrive().await else { return false };
    world.delivery.deliver_all(&message, accounts).await.is_ok()
}

/// What every account has after an undisturbed recovery.
async fn after_recovery(memory: Memory, folder: &Path, accounts: &[AccountId]) -> Vec<u32> {
    let world = World::open(Arc::new(memory), folder).await.unwrap();
    let recovered = world.delivery.recover().await.unwrap();
    assert_eq!((recovered.left, recovered.dropped), (0, 0));
    assert_eq!(world.delivery.references().await.unwrap(), []);
    world.counts(accounts).await
}

/// Acknowledged mail is with everybody, once; other mail with everybody, once, or with nobody.
fn check(acknowledged: bool, counts: &[u32], plan: &Plan) {
    let all = |count| counts.iter().all(|&other| other == count);
    assert!(all(1) || (!acknowledged && all(0)), "{plan:?}: acknowledged {acknowledged}, found {counts:?}");
}

/// Cuts the power at every commit of a delivery to the first `count` accounts.
fn cut_deliveries(count: usize) {
    for plan in Plan::power_cuts() {
        let folder = tempfile::tempdir().unwrap();
        let (memory, accounts) = base(folder.path());
        let accounts = &accounts[..count];
        let engine = Failing::on(memory, plan.clone());
        let acknowledged = process(attempt(&engine, folder.path(), accounts));
        check(acknowledged, &process(after_recovery(engine.surviving(), folder.path(), accounts)), &plan);
        if !engine.has_failed() {
            assert!(acknowledged);
            return;
        }
    }
}

#[test]
fn a_crash_loses_and_doubles_nothing_for_one_account() {
    cut_deliveries(1);
}

#[test]
fn a_crash_loses_and_doubles_nothing_for_several_accounts() {
    cut_deliveries(3);
}

#[test]
fn a_crash_in_a_recovery_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, accounts) = base(folder.path());
    let noted = Failing::on(memory, Plan::full(1));
    assert!(process(attempt(&noted, folder.path(), &accounts)));
    for plan in Plan::power_cuts() {
        let engine = Failing::on(noted.surviving(), plan.clone());
        process(async {
            if let Ok(world) = World::open(Arc::new(engine.clone()), folder.path()).await {
                let _ = world.delivery.recover().await;
            }
        });
        check(true, &process(after_recovery(engine.surviving(), folder.path(), &accounts)), &plan);
        if !engine.has_failed() {
            return;
        }
    }
}

#[test]
fn a_failed_commit_is_made_good_by_a_recovery() {
    for plan in Plan::failed_commits() {
        let folder = tempfile::tempdir().unwrap();
        let (memory, accounts) = base(folder.path());
        let engine = Failing::on(memory, plan.clone());
        let acknowledged = process(attempt(&engine, folder.path(), &accounts));
        let counts = process(after_recovery(engine.surviving(), folder.path(), &accounts));
        check(acknowledged, &counts, &plan);
        if !engine.has_failed() {
            assert!(acknowledged);
            return;
        }
    }
}

#[test]
fn a_recovery_beside_deliveries_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (memory, accounts) = base(folder.path());
    process(async {
        let world = World::open(Arc::new(memory), folder.path()).await.unwrap();
        let message = world.arrive().await.unwrap();
        for round in 1..20 {
            let delivering = world.delivery.deliver_all(&message, &accounts);
            let (delivered, recovered) = tokio::join!(delivering, world.delivery.recover());
            delivered.unwrap();
            recovered.unwrap();
            assert_eq!(world.counts(&accounts).await, [round; 3]);
        }
    });
}
