//! Preconditions: all must hold before the batch, or nothing is written.

use std::future::Future;
use std::sync::Arc;

use super::{commit, conflict, everything, get, keys, puts};
use crate::{Batch, Engine};

pub(super) async fn run<F, Fut>(make: &F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Arc<dyn Engine>>,
{
    absent_holds_once(&*make().await).await;
    equals_compares_the_whole_value(&*make().await).await;
    an_empty_value_is_neither_absent_nor_missing(&*make().await).await;
    one_of_several_is_enough_to_refuse(&*make().await).await;
    they_see_the_state_before_the_batch(&*make().await).await;
    a_batch_may_only_check(&*make().await).await;
}

async fn absent_holds_once(engine: &dyn Engine) {
    let mut batch = Batch::new();
    batch.require_absent("k").put("k", "mine");
    commit(engine, batch.clone()).await;
    assert_eq!(conflict(engine, batch).await, b"k");
    commit(engine, Batch::new().delete("k").clone()).await;
    commit(engine, Batch::new().require_absent("k").put("k", "again").clone()).await;
    assert_eq!(get(engine, "k").await, Some(b"again".to_vec()));
}

async fn equals_compares_the_whole_value(engine: &dyn Engine) {
    commit(engine, puts([("k", "value")])).await;
    for wrong in ["valu", "value2", "VALUE", ""] {
        let batch = Batch::new().require_equals("k", wrong).put("k", "changed").clone();
        assert_eq!(conflict(engine, batch).await, b"k", "{wrong:?} is not the value");
    }
    assert_eq!(conflict(engine, Batch::new().require_equals("missing", "").clone()).await, b"missing");
    commit(engine, Batch::new().require_equals("k", "value").put("k", "changed").clone()).await;
    assert_eq!(get(engine, "k").await, Some(b"changed".to_vec()));
}

async fn an_empty_value_is_neither_absent_nor_missing(engine: &dyn Engine) {
    commit(engine, puts([("k", "")])).await;
    assert_eq!(conflict(engine, Batch::new().require_absent("k").clone()).await, b"k");
    commit(engine, Batch::new().require_equals("k", "").put("k", "full").clone()).await;
    assert_eq!(get(engine, "k").await, Some(b"full".to_vec()));
}

async fn one_of_several_is_enough_to_refuse(engine: &dyn Engine) {
    commit(engine, puts([("a", "1"), ("b", "2")])).await;
    let mut batch = Batch::new();
    batch.require_equals("a", "1").require_absent("c").require_equals("b", "other").require_absent("d");
    batch.put("a", "changed").put("c", "new").delete("b");
    assert_eq!(conflict(engine, batch).await, b"b");
    assert_eq!(get(engine, "a").await, Some(b"1".to_vec()));
    assert_eq!(keys(engine, everything()).await, [b"a", b"b"], "a refused batch leaves nothing");
}

async fn they_see_the_state_before_the_batch(engine: &dyn Engine) {
    commit(engine, puts([("old", "1")])).await;
    let mut batch = Batch::new();
    batch.put("new", "1").delete("old").require_absent("new").require_equals("old", "1");
    commit(engine, batch).await;
    assert_eq!(keys(engine, everything()).await, [b"new"]);
    let blind = Batch::new().put("later", "1").require_equals("later", "1").clone();
    assert_eq!(conflict(engine, blind).await, b"later");
}

async fn a_batch_may_only_check(engine: &dyn Engine) {
    commit(engine, puts([("k", "1")])).await;
    commit(engine, Batch::new().require_equals("k", "1").require_absent("other").clone()).await;
    assert_eq!(conflict(engine, Batch::new().require_absent("k").clone()).await, b"k");
}
