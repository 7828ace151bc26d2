//! The log stays bounded while commits and reads go on.

// Helpers outside of test functions may fail by panic, too.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use posthouse_engine::{Batch, Engine, Read};
use posthouse_engine_sqlite::{Options, Sqlite};

const LOG: u64 = 512 * 1024;

fn log_of(path: &Path) -> PathBuf {
    path.with_extension("db-wal")
}

/// Eight tasks commit about 40 MB together, and read what they have committed.
async fn load(engine: &Arc<Sqlite>) {
    let tasks: Vec<_> = (0..8u64)
        .map(|task| {
            let engine = Arc::clone(engine);
            tokio::spawn(async move {
                for number in 0..300 {
                    let key = (task * 1000 + number).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
                    engine.commit(Batch::new().put(key, vec![1; 16 * 1024]).clone()).await.unwrap();
                    assert!(engine.get(&key).await.unwrap().is_some());
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn the_log_starts_anew_while_commits_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kv.db");
    let engine = Arc::new(Sqlite::open(&path, Options { log: LOG, ..Options::default() }).unwrap());
    load(&engine).await;
    let log = std::fs::metadata(log_of(&path)).unwrap().len();
    assert!(log < 16 * LOG, "the log has {log} bytes");
    assert_eq!(engine.integrity_check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_snapshot_held_for_long_breaks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kv.db");
    let engine = Arc::new(Sqlite::open(&path, Options { log: LOG, ..Options::default() }).unwrap());
    let before = engine.snapshot().await.unwrap();
    load(&engine).await;
    let everything = posthouse_engine::Range::prefix("");
    assert!(before.range(everything.clone()).await.unwrap().is_empty());
    drop(before);
    assert_eq!(engine.range(everything).await.unwrap().len(), 2400);
}
