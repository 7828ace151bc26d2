//! Nothing acknowledged is lost when the process is killed, and nothing is half there.

// Helpers outside of test functions may fail by panic, too.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use posthouse_engine::{Batch, Engine, Range, Read};
use posthouse_engine_sqlite::{Options, Sqlite};

/// Names the database to the child process.
const CHILD: &str = "POSTHOUSE_CRASH_TEST_DATABASE";

/// A small log, so that the kill meets checkpoints, too.
fn options() -> Options {
    Options { log: 256 * 1024, ..Options::default() }
}

/// A batch of three keys that must be there together.
fn batch(number: u64) -> Batch {
    let mut batch = Batch::new();
    for part in ["a", "b", "c"] {
        batch.put(format!("{part} {number:010}"), vec![b'.'; 300]);
    }
    batch
}

/// The child: commits until it is killed, and prints the number of each batch that was acknowledged.
#[tokio::test]
async fn child_commits_until_killed() {
    let Ok(path) = std::env::var(CHILD) else { return };
    let engine = Arc::new(Sqlite::open(&path, options()).unwrap());
    let first = stored(&engine).await.last().map_or(0, |last| last + 1);
    println!();
    let tasks: Vec<_> = (0..8).map(|task| tokio::spawn(commit_for_ever(Arc::clone(&engine), first + task))).collect();
    for task in tasks {
        task.await.unwrap();
    }
}

async fn commit_for_ever(engine: Arc<Sqlite>, first: u64) {
    for number in (first..).step_by(8) {
        engine.commit(batch(number)).await.unwrap();
        println!("{number}");
    }
}

/// The numbers of the batches in `engine`, each of which must be whole.
async fn stored(engine: &Sqlite) -> BTreeSet<u64> {
    let mut parts = Vec::new();
    for part in ["a", "b", "c"] {
        let pairs = engine.range(Range::prefix(format!("{part} "))).await.unwrap();
        let number = |key: &[u8]| String::from_utf8_lossy(&key[2..]).parse::<u64>().unwrap();
        parts.push(pairs.iter().map(|(key, _)| number(key)).collect::<BTreeSet<u64>>());
    }
    assert!(parts[0] == parts[1] && parts[1] == parts[2], "a batch is there in part");
    parts.swap_remove(0)
}

fn start(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_commits_until_killed", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills the child after `count` acknowledgements; returns all that it printed.
fn kill_after(mut child: Child, count: usize) -> BTreeSet<u64> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = BTreeSet::new();
    for number in lines.filter_map(|line| line.unwrap().parse::<u64>().ok()) {
        acknowledged.insert(number);
        if acknowledged.len() == count {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    acknowledged
}

#[tokio::test]
async fn a_killed_process_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kv.db");
    let mut acknowledged = BTreeSet::new();
    for round in 0..8 {
        let printed = kill_after(start(&path), 1 + round * 149);
        assert!(printed.len() > round * 149, "the child was killed too early");
        acknowledged.extend(printed);
        let engine = Sqlite::open(&path, options()).unwrap();
        let stored = stored(&engine).await;
        let lost: Vec<_> = acknowledged.difference(&stored).collect();
        assert!(lost.is_empty(), "lost after {round} rounds: {lost:?}");
        assert_eq!(engine.integrity_check().await.unwrap(), Vec::<String>::new());
    }
}

/// What a power cut leaves of the log: any prefix of it. Each must open, and hold whole batches in their order.
#[tokio::test]
async fn a_torn_log_loses_only_its_tail() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kv.db");
    let engine = Sqlite::open(&path, Options::default()).unwrap();
    for number in 0..40 {
        engine.commit(batch(number)).await.unwrap();
    }
    let (database, log) = (fs::read(&path).unwrap(), fs::read(path.with_extension("db-wal")).unwrap());
    let mut seen = BTreeSet::new();
    for cut in (0..log.len()).step_by(log.len() / 60).chain([log.len()]) {
        let torn = folder.path().join(format!("torn-{cut}.db"));
        fs::write(&torn, &database).unwrap();
        fs::write(torn.with_extension("db-wal"), &log[..cut]).unwrap();
        let survived = stored(&Sqlite::open(&torn, Options::default()).unwrap()).await;
        let count = survived.len() as u64;
        assert_eq!(survived, (0..count).collect::<BTreeSet<u64>>());
        seen.insert(count);
    }
    assert!(seen.len() > 10 && seen.contains(&40), "{seen:?}");
}
