//! The engine does what every engine must.

// Helpers outside of test functions may fail by panic, too.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use posthouse_engine::conformance::{self, model};
use posthouse_engine::{Batch, Engine};
use posthouse_engine_sqlite::{Options, Sqlite};
use proptest::prelude::*;

fn open(folder: &Path, name: &str) -> Sqlite {
    Sqlite::open(folder.join(name), Options { log: 1024 * 1024, ..Options::default() }).unwrap()
}

#[tokio::test]
async fn sqlite_conforms() {
    let folder = tempfile::tempdir().unwrap();
    let count = std::cell::Cell::new(0);
    let make = || async {
        count.set(count.get() + 1);
        Arc::new(open(folder.path(), &format!("{}.db", count.get()))) as Arc<dyn Engine>
    };
    conformance::run(make).await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn sqlite_follows_the_model(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(model::follow(&open(folder.path(), "kv.db"), &model::steps(&bytes)));
    }
}

#[tokio::test]
async fn it_needs_no_runtime_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Arc::new(open(folder.path(), "kv.db"));
    let tasks: Vec<_> = (0..100u32).map(|number| tokio::spawn(put(Arc::clone(&engine), number))).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

async fn put(engine: Arc<Sqlite>, number: u32) {
    let mut batch = Batch::new();
    batch.put(number.to_be_bytes(), "value");
    engine.commit(batch).await.unwrap();
}
