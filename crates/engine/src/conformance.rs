//! What every engine must do, as one suite that runs against any of them.
//!
//! [`run`] holds the cases with names; [`model`] compares an engine with a plain map over any sequence of steps.
//! Both panic where the engine is wrong. Not here: what becomes of data when a process dies, because only the
//! engine's own crate can kill it at the right places.

// The suite is made for tests: a panic is how it reports.
#![allow(clippy::expect_used, clippy::panic)]

pub mod model;

mod commits;
mod preconditions;
mod reads;
mod snapshots;
mod together;

use std::future::Future;
use std::sync::Arc;

use crate::{Batch, CommitError, Engine, Key, Range, Value};

/// Runs every case, each on a fresh, empty engine from `make`.
///
/// # Panics
///
/// When the engine does not do what [`Engine`] and [`crate::Read`] promise.
pub async fn run<F, Fut>(make: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Arc<dyn Engine>>,
{
    reads::run(&make).await;
    commits::run(&make).await;
    preconditions::run(&make).await;
    snapshots::run(&make).await;
    together::run(&make).await;
}

/// A batch that puts `pairs`.
fn puts<K: Into<Key>, V: Into<Value>>(pairs: impl IntoIterator<Item = (K, V)>) -> Batch {
    let mut batch = Batch::new();
    for (key, value) in pairs {
        batch.put(key, value);
    }
    batch
}

async fn commit(engine: &dyn Engine, batch: Batch) {
    engine.commit(batch).await.expect("the commit works");
}

async fn get(engine: &dyn Engine, key: impl AsRef<[u8]>) -> Option<Value> {
    engine.get(key.as_ref()).await.expect("the read works")
}

async fn keys(engine: &dyn Engine, range: Range) -> Vec<Key> {
    engine.range(range).await.expect("the read works").into_iter().map(|(key, _)| key).collect()
}

/// Commits and returns the key of the conflict.
async fn conflict(engine: &dyn Engine, batch: Batch) -> Key {
    match engine.commit(batch).await {
        Err(CommitError::Conflict { key }) => key,
        other => panic!("expected a conflict, got {other:?}"),
    }
}

fn everything() -> Range {
    Range { end: None, ..Range::between(Vec::new(), Vec::new()) }
}
