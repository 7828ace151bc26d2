//! A snapshot is one moment of the store.

use std::future::Future;
use std::sync::Arc;

use super::{commit, everything, get, puts};
use crate::{Batch, Engine, Read};

pub(super) async fn run<F, Fut>(make: &F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Arc<dyn Engine>>,
{
    later_commits_are_not_seen(&*make().await).await;
    an_unread_snapshot_is_already_taken(&*make().await).await;
    each_snapshot_has_its_own_moment(&*make().await).await;
}

async fn later_commits_are_not_seen(engine: &dyn Engine) {
    commit(engine, puts([("changed", "before"), ("deleted", "before")])).await;
    let snapshot = take(engine).await;
    assert_eq!(content(&*snapshot).await, ["changed=before", "deleted=before"]);
    let mut batch = puts([("changed", "after"), ("added", "after")]);
    batch.delete("deleted");
    commit(engine, batch).await;

    assert_eq!(content(&*snapshot).await, ["changed=before", "deleted=before"]);
    let many = snapshot.get_many(&[b"added".to_vec(), b"deleted".to_vec()]).await.expect("the read works");
    assert_eq!(many, [None, Some(b"before".to_vec())]);
    let one = snapshot.get(b"changed").await.expect("the read works");
    assert_eq!(one, Some(b"before".to_vec()));
    assert_eq!(get(engine, "changed").await, Some(b"after".to_vec()), "the engine itself sees the commit");
}

async fn an_unread_snapshot_is_already_taken(engine: &dyn Engine) {
    commit(engine, puts([("k", "before")])).await;
    let snapshot = take(engine).await;
    commit(engine, puts([("k", "after")])).await;
    assert_eq!(content(&*snapshot).await, ["k=before"]);
}

async fn each_snapshot_has_its_own_moment(engine: &dyn Engine) {
    commit(engine, puts([("k", "1")])).await;
    let first = take(engine).await;
    commit(engine, puts([("k", "2")])).await;
    let second = take(engine).await;
    commit(engine, Batch::new().delete("k").clone()).await;
    assert_eq!(content(&*first).await, ["k=1"]);
    assert_eq!(content(&*second).await, ["k=2"]);
    drop(first);
    assert_eq!(content(&*second).await, ["k=2"]);
    assert!(content(&*take(engine).await).await.is_empty());
}

async fn take(engine: &dyn Engine) -> Box<dyn Read> {
    engine.snapshot().await.expect("the snapshot works")
}

async fn content(view: &dyn Read) -> Vec<String> {
    let pairs = view.range(everything()).await.expect("the read works");
    pairs.iter().map(|(key, value)| format!("{}={}", key.escape_ascii(), value.escape_ascii())).collect()
}
