//! Opening, closing, and what is refused.

// Helpers outside of test functions may fail by panic, too.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use posthouse_engine::{Batch, Engine, Error, Range, Read};
use posthouse_engine_sqlite::{OpenError, Options, Sqlite};
use rusqlite::Connection;
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kv.db");
    (folder, path)
}

fn open(path: &Path) -> Result<Sqlite, OpenError> {
    Sqlite::open(path, Options::default())
}

fn refused(path: &Path) -> OpenError {
    open(path).err().unwrap()
}

async fn put(engine: &Sqlite, key: &str) {
    engine.commit(Batch::new().put(key, "value").clone()).await.unwrap();
}

#[tokio::test]
async fn what_was_stored_is_there_after_closing() {
    let (folder, path) = folder();
    let engine = open(&path).unwrap();
    put(&engine, "k").await;
    drop(engine);
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files, ["kv.db"], "closing copies the log into the database and removes it");
    let engine = open(&path).unwrap();
    assert_eq!(engine.get(b"k").await.unwrap(), Some(b"value".to_vec()));
    assert_eq!(engine.integrity_check().await.unwrap(), Vec::<String>::new());
}

#[test]
fn a_commit_that_nobody_waits_for_is_finished_by_closing() {
    use std::task::{Context, Waker};
    let (_folder, path) = folder();
    let engine = open(&path).unwrap();
    for number in 0..200u32 {
        let mut batch = Batch::new();
        batch.put(number.to_be_bytes(), "value");
        let mut commit = engine.commit(batch);
        let _ = commit.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }
    drop(engine);
    let stored: u32 =
        Connection::open(&path).unwrap().query_row("SELECT count(*) FROM kv", [], |row| row.get(0)).unwrap();
    assert_eq!(stored, 200);
}

#[tokio::test]
async fn a_snapshot_that_outlives_its_engine_says_so() {
    let (_folder, path) = folder();
    let engine = open(&path).unwrap();
    put(&engine, "k").await;
    let snapshot = engine.snapshot().await.unwrap();
    drop(engine);
    assert!(matches!(snapshot.get(b"k").await, Err(Error::Unavailable(_))));
    drop(snapshot);
    assert!(open(&path).unwrap().get(b"k").await.unwrap().is_some());
}

#[tokio::test]
async fn snapshots_are_bounded_and_come_back() {
    let (_folder, path) = folder();
    let engine = Sqlite::open(&path, Options { snapshots: 2, ..Options::default() }).unwrap();
    for _ in 0..10 {
        let first = engine.snapshot().await.unwrap();
        let _second = engine.snapshot().await.unwrap();
        let mut third = engine.snapshot();
        std::future::poll_fn(|context| {
            assert!(third.as_mut().poll(context).is_pending(), "the third waits");
            std::task::Poll::Ready(())
        })
        .await;
        drop(first);
        third.await.unwrap();
    }
}

#[test]
fn something_else_is_not_a_database() {
    let (_folder, path) = folder();
    fs::write(&path, "From: alice@example.test\r\n".repeat(1000)).unwrap();
    let error = refused(&path);
    assert!(matches!(error, OpenError::NotADatabase { .. }), "{error:?}");
    assert_eq!(error.to_string(), format!("{} is not a database", path.display()));
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let (_folder, path) = folder();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE bookmarks (url)").unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(refused(&path), OpenError::NotOurs { .. }));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_newer_format_is_refused_by_number() {
    let (_folder, path) = folder();
    drop(open(&path).unwrap());
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 7").unwrap();
    let error = refused(&path);
    assert!(matches!(error, OpenError::NewerFormat { found: 7, known: 1, .. }), "{error:?}");
    assert!(error.to_string().ends_with("has format 7, but this version reads formats up to 1: use a newer version"));
}

#[tokio::test]
async fn a_database_without_a_log_gets_one_again() {
    let (_folder, path) = folder();
    put(&open(&path).unwrap(), "k").await;
    let connection = Connection::open(&path).unwrap();
    let mode = connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get::<_, String>(0));
    assert_eq!(mode.unwrap(), "delete");
    drop(connection);
    let engine = open(&path).unwrap();
    let before = engine.snapshot().await.unwrap();
    put(&engine, "while somebody reads").await;
    assert_eq!(before.get(b"k").await.unwrap(), Some(b"value".to_vec()));
    let mode: String = Connection::open(&path).unwrap().query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn an_empty_file_becomes_a_database() {
    let (_folder, path) = folder();
    fs::write(&path, "").unwrap();
    drop(open(&path).unwrap());
    drop(open(&path).unwrap());
}

#[test]
fn a_missing_folder_is_named() {
    let (_folder, path) = folder();
    let error = refused(&path.join("kv.db"));
    assert!(error.to_string().starts_with("cannot open "), "{error}");
}

#[tokio::test]
async fn damage_is_found_and_named() {
    let (_folder, path) = folder();
    let engine = open(&path).unwrap();
    for number in 0..2000 {
        put(&engine, &format!("{number:06}")).await;
    }
    drop(engine);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 8192 * 4096;
    bytes[middle..middle + 4096].fill(0xA5);
    fs::write(&path, bytes).unwrap();
    let engine = open(&path).unwrap();
    let found = engine.integrity_check().await;
    assert!(matches!(&found, Ok(lines) if !lines.is_empty()) || matches!(found, Err(Error::Corrupt(_))), "{found:?}");
    let read = engine.range(Range::prefix("")).await;
    assert!(matches!(read, Err(Error::Corrupt(_))), "{read:?}");
}
