//! What a commit writes.

use std::future::Future;
use std::sync::Arc;

use super::{commit, everything, get, keys, puts};
use crate::{Batch, Engine};

/// Larger than any message that a mail server takes by default would be in one value.
const LARGE: usize = 16 * 1024 * 1024;

pub(super) async fn run<F, Fut>(make: &F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Arc<dyn Engine>>,
{
    a_put_replaces(&*make().await).await;
    a_delete_removes_and_may_find_nothing(&*make().await).await;
    writes_are_made_in_order(&*make().await).await;
    an_empty_batch_works(&*make().await).await;
    empty_is_not_absent(&*make().await).await;
    large_values_come_back(&*make().await).await;
    many_writes_in_one_batch(&*make().await).await;
}

async fn a_put_replaces(engine: &dyn Engine) {
    commit(engine, puts([("k", "first")])).await;
    commit(engine, puts([("k", "second")])).await;
    assert_eq!(get(engine, "k").await, Some(b"second".to_vec()));
    assert_eq!(keys(engine, everything()).await.len(), 1);
}

async fn a_delete_removes_and_may_find_nothing(engine: &dyn Engine) {
    commit(engine, puts([("k", "value"), ("other", "value")])).await;
    let mut batch = Batch::new();
    batch.delete("k").delete("never there");
    commit(engine, batch).await;
    assert_eq!(get(engine, "k").await, None);
    assert_eq!(keys(engine, everything()).await, [b"other"]);
}

async fn writes_are_made_in_order(engine: &dyn Engine) {
    let mut batch = Batch::new();
    batch.put("kept", "1").put("gone", "1").delete("gone").delete("kept").put("kept", "2").put("kept", "3");
    commit(engine, batch).await;
    assert_eq!(get(engine, "kept").await, Some(b"3".to_vec()));
    assert_eq!(get(engine, "gone").await, None);
}

async fn an_empty_batch_works(engine: &dyn Engine) {
    commit(engine, Batch::new()).await;
    assert!(keys(engine, everything()).await.is_empty());
}

async fn empty_is_not_absent(engine: &dyn Engine) {
    commit(engine, puts([("", "value of the empty key"), ("empty", "")])).await;
    assert_eq!(get(engine, "").await, Some(b"value of the empty key".to_vec()));
    assert_eq!(get(engine, "empty").await, Some(Vec::new()));
    let pairs = engine.range(everything().limit(1)).await.expect("the read works");
    assert_eq!(pairs, [(Vec::new(), b"value of the empty key".to_vec())]);
}

async fn large_values_come_back(engine: &dyn Engine) {
    let large: Vec<u8> = (0..LARGE).map(|at| (at % 251) as u8).collect();
    commit(engine, puts([("large", large.clone()), ("small", b"beside it".to_vec())])).await;
    assert!(get(engine, "large").await == Some(large), "a value of 16 MB comes back byte for byte");
    assert_eq!(get(engine, "small").await, Some(b"beside it".to_vec()));
}

async fn many_writes_in_one_batch(engine: &dyn Engine) {
    let names: Vec<Vec<u8>> = (0..10_000u32).map(|number| number.to_be_bytes().to_vec()).collect();
    commit(engine, puts(names.iter().map(|name| (name.clone(), "x")))).await;
    assert!(keys(engine, everything()).await == names, "10,000 keys of one batch come back in order");
}
