//! `get`, `get_many` and `range`.

use std::future::Future;
use std::sync::Arc;

use super::{commit, everything, get, keys, puts};
use crate::{Engine, Key, Range};

pub(super) async fn run<F, Fut>(make: &F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Arc<dyn Engine>>,
{
    an_empty_store_has_nothing(&*make().await).await;
    get_many_answers_in_the_order_asked(&*make().await).await;
    a_range_is_half_open_and_ordered(&*make().await).await;
    a_limit_keeps_the_end_the_order_starts_at(&*make().await).await;
    an_interval_that_ends_before_it_starts_is_empty(&*make().await).await;
    a_prefix_covers_its_keys_and_no_others(&*make().await).await;
    keys_order_bytewise(&*make().await).await;
}

async fn an_empty_store_has_nothing(engine: &dyn Engine) {
    assert_eq!(get(engine, "a").await, None);
    assert_eq!(get(engine, "").await, None);
    assert!(keys(engine, everything()).await.is_empty());
    assert!(engine.get_many(&[]).await.expect("the read works").is_empty());
}

async fn get_many_answers_in_the_order_asked(engine: &dyn Engine) {
    commit(engine, puts([("a", "1"), ("b", "2"), ("c", "3")])).await;
    let asked: Vec<Key> = ["c", "missing", "a", "c", ""].into_iter().map(Key::from).collect();
    let found = engine.get_many(&asked).await.expect("the read works");
    let expected =
        [Some("3"), None, Some("1"), Some("3"), None].map(|value| value.map(|text| text.as_bytes().to_vec()));
    assert_eq!(found, expected, "get_many keeps order, gaps and repetitions");
}

async fn a_range_is_half_open_and_ordered(engine: &dyn Engine) {
    commit(engine, puts([("d", "4"), ("a", "1"), ("c", "3"), ("b", "2")])).await;
    assert_eq!(keys(engine, Range::between("b", "d")).await, [b"b", b"c"]);
    assert_eq!(keys(engine, Range::between("b", "d").descending()).await, [b"c", b"b"]);
    assert_eq!(keys(engine, Range::between("aa", "cc")).await, [b"b", b"c"]);
    let open = Range { end: None, ..Range::between("b", "") };
    assert_eq!(keys(engine, open.clone()).await, [b"b", b"c", b"d"]);
    assert_eq!(keys(engine, open.descending()).await, [b"d", b"c", b"b"]);
    let pairs = engine.range(Range::between("a", "c")).await.expect("the read works");
    assert_eq!(pairs, [(b"a".to_vec(), b"1".to_vec()), (b"b".to_vec(), b"2".to_vec())]);
}

async fn a_limit_keeps_the_end_the_order_starts_at(engine: &dyn Engine) {
    commit(engine, puts([("a", ""), ("b", ""), ("c", ""), ("d", "")])).await;
    assert_eq!(keys(engine, everything().limit(2)).await, [b"a", b"b"]);
    assert_eq!(keys(engine, everything().descending().limit(2)).await, [b"d", b"c"]);
    assert_eq!(keys(engine, Range::between("b", "d").descending().limit(1)).await, [b"c"]);
    assert!(keys(engine, everything().limit(0)).await.is_empty());
    assert_eq!(keys(engine, everything().limit(usize::MAX)).await.len(), 4);
}

async fn an_interval_that_ends_before_it_starts_is_empty(engine: &dyn Engine) {
    commit(engine, puts([("a", ""), ("b", ""), ("c", "")])).await;
    assert!(keys(engine, Range::between("c", "a")).await.is_empty());
    assert!(keys(engine, Range::between("b", "b")).await.is_empty());
    assert!(keys(engine, Range::between("b", "b").descending()).await.is_empty());
    assert!(keys(engine, Range::between("", "")).await.is_empty());
}

async fn a_prefix_covers_its_keys_and_no_others(engine: &dyn Engine) {
    let stored: [&[u8]; 7] = [b"a", b"ab", b"ab\x00", b"ab\xFF", b"ab\xFF\xFF", b"ac", b"\xFF"];
    commit(engine, puts(stored.map(|key| (key, "")))).await;
    assert_eq!(keys(engine, Range::prefix("ab")).await, stored[1..5]);
    assert_eq!(keys(engine, Range::prefix("ab").descending().limit(1)).await, stored[4..5]);
    assert_eq!(keys(engine, Range::prefix(*b"ab\xFF")).await, stored[3..5]);
    assert_eq!(keys(engine, Range::prefix(*b"\xFF")).await, stored[6..]);
    assert_eq!(keys(engine, Range::prefix("")).await, stored);
}

async fn keys_order_bytewise(engine: &dyn Engine) {
    let ordered: [&[u8]; 9] =
        [b"", b"\x00", b"\x00\x00", b"\x00\xFF", b"\x7F", b"\x80", b"\xFE\xFF", b"\xFF", b"\xFF\xFF"];
    commit(engine, puts(ordered.into_iter().rev().map(|key| (key, key)))).await;
    assert_eq!(keys(engine, everything()).await, ordered);
    for key in ordered {
        assert_eq!(get(engine, key).await.as_deref(), Some(key), "each binary key finds its own value");
    }
    assert_eq!(keys(engine, Range::between(*b"\x80", *b"\xFF")).await, ordered[5..7]);
}
