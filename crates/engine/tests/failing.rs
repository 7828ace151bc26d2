//! The failing engine fails where and how it was told to.

use posthouse_engine::failing::{Failing, Fault, Moment, Operations, Plan};
use posthouse_engine::{Batch, CommitError, Engine, Error, Range, Read};

fn put(key: &str) -> Batch {
    let mut batch = Batch::new();
    batch.put(key, "value").put(format!("{key} too"), "value");
    batch
}

/// Commits `a`, `b`, `c` and says which were acknowledged.
async fn three_commits(engine: &dyn Engine) -> Vec<bool> {
    let mut acknowledged = Vec::new();
    for key in ["a", "b", "c"] {
        acknowledged.push(engine.commit(put(key)).await.is_ok());
    }
    acknowledged
}

#[tokio::test]
async fn a_cut_before_the_effect_loses_the_commit() {
    let engine = Failing::new(Plan::power_cut(1, Moment::BeforeEffect));
    assert_eq!(three_commits(&engine).await, [true, false, false]);
    assert!(matches!(engine.get(b"a").await, Err(Error::Unavailable(_))));
    assert_eq!(engine.surviving().len(), 2);
}

#[tokio::test]
async fn a_cut_after_the_effect_keeps_the_commit_but_says_nothing() {
    let engine = Failing::new(Plan::power_cut(1, Moment::AfterEffect));
    assert_eq!(three_commits(&engine).await, [true, false, false]);
    let surviving = engine.surviving();
    assert!(surviving.get(b"b too").await.unwrap().is_some());
    assert_eq!(surviving.len(), 4);
}

#[tokio::test]
async fn a_cut_darkens_snapshots_and_clones() {
    let engine = Failing::new(Plan::power_cut(1, Moment::BeforeEffect));
    let clone = engine.clone();
    engine.commit(put("a")).await.unwrap();
    let snapshot = engine.snapshot().await.unwrap();
    assert!(snapshot.get(b"a").await.unwrap().is_some());
    engine.commit(put("b")).await.unwrap_err();
    assert!(snapshot.get(b"a").await.is_err());
    assert!(snapshot.get_many(&[]).await.is_err());
    assert!(clone.range(Range::prefix("")).await.is_err());
    assert!(clone.snapshot().await.is_err());
    assert!(clone.has_failed());
}

#[tokio::test]
async fn every_commit_has_both_cuts_and_then_none() {
    let mut runs = Vec::new();
    for plan in Plan::power_cuts() {
        let engine = Failing::new(plan);
        let acknowledged = three_commits(&engine).await.iter().filter(|&&ok| ok).count();
        runs.push((acknowledged, engine.surviving().len() / 2));
        if !engine.has_failed() {
            break;
        }
    }
    assert_eq!(runs, [(0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3)]);
}

#[tokio::test]
async fn one_failed_commit_leaves_the_others_alone() {
    let engine = Failing::new(Plan::failed_commit(1, Error::Full));
    assert_eq!(three_commits(&engine).await, [true, false, true]);
    assert_eq!(engine.get(b"b").await.unwrap(), None);
    assert_eq!((engine.commits(), engine.reads()), (3, 1));
}

#[tokio::test]
async fn one_failed_read_leaves_commits_alone() {
    let engine = Failing::new(Plan::failed_read(1, Error::Corrupt("on purpose".to_owned())));
    assert_eq!(three_commits(&engine).await, [true, true, true]);
    assert!(engine.get(b"a").await.is_ok());
    assert!(matches!(engine.get(b"a").await, Err(Error::Corrupt(_))));
    assert!(engine.get(b"a").await.is_ok());
}

#[tokio::test]
async fn a_full_store_still_reads_and_goes_on_when_there_is_room() {
    let engine = Failing::new(Plan::full(1));
    assert_eq!(three_commits(&engine).await, [true, false, false]);
    assert!(matches!(engine.commit(put("d")).await, Err(CommitError::Engine(Error::Full))));
    assert!(engine.get(b"a").await.unwrap().is_some());
    engine.repair();
    assert_eq!(three_commits(&engine).await, [true, true, true]);
}

#[tokio::test]
async fn a_cut_cannot_be_repaired() {
    let engine = Failing::new(Plan::power_cut(0, Moment::BeforeEffect));
    assert_eq!(three_commits(&engine).await, [false, false, false]);
    engine.repair();
    assert_eq!(three_commits(&engine).await, [false, false, false]);
}

#[tokio::test]
async fn all_operations_can_be_counted_together() {
    let plan = Plan { counted: Operations::All, after: 2, fault: Fault::PowerCut(Moment::BeforeEffect) };
    let engine = Failing::new(plan);
    engine.commit(put("a")).await.unwrap();
    engine.get(b"a").await.unwrap();
    assert!(engine.get(b"a").await.is_err());
    assert!(engine.commit(put("b")).await.is_err());
}

#[tokio::test]
async fn what_survived_can_be_cut_again() {
    let first = Failing::new(Plan::power_cut(1, Moment::AfterEffect));
    three_commits(&first).await;
    let second = Failing::on(first.surviving(), Plan::power_cut(0, Moment::BeforeEffect));
    second.commit(put("c")).await.unwrap_err();
    assert_eq!(second.surviving().len(), 4);
}
