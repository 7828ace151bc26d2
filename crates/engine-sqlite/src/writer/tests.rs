use posthouse_engine::Key;
use tempfile::TempDir;
use tokio::sync::oneshot::Receiver;

use super::*;
use crate::query;

type Answer = Result<(), CommitError>;

/// A database of at most `pages` pages.
fn database(pages: u64) -> (TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kv.db");
    file::prepare(&path).unwrap();
    let connection = file::connect_writer(&path, 0, Some(pages * file::PAGE_SIZE)).unwrap();
    (folder, connection)
}

fn put(key: &str, bytes: usize) -> Batch {
    let mut batch = Batch::new();
    batch.put(format!("{key} first"), "").put(key, vec![0; bytes]);
    batch
}

/// Stores `batches` as one group.
fn store_group(connection: &Connection, batches: Vec<Batch>) -> Vec<Answer> {
    let mut group = Group::prepare(connection).unwrap();
    let (jobs, answers): (Vec<Job>, Vec<Receiver<Answer>>) = batches
        .into_iter()
        .map(|batch| {
            let (reply, answer) = oneshot::channel();
            (Job { batch, reply }, answer)
        })
        .unzip();
    store(&mut group, jobs);
    answers.into_iter().map(|mut answer| answer.try_recv().unwrap()).collect()
}

fn has(connection: &Connection, key: &str) -> bool {
    query::get(connection, key.as_bytes()).unwrap().is_some()
}

#[test]
fn only_the_batch_without_room_fails() {
    let (_folder, connection) = database(64);
    let answers = store_group(&connection, vec![put("a", 100), put("big", 1_000_000), put("b", 100)]);
    assert!(matches!(answers.as_slice(), [Ok(()), Err(CommitError::Engine(Error::Full)), Ok(())]), "{answers:?}");
    assert!(has(&connection, "a") && has(&connection, "b"));
    assert!(!has(&connection, "big first"), "nothing of the batch without room is there");
}

#[test]
fn a_full_database_reads_deletes_and_goes_on() {
    let (_folder, connection) = database(64);
    let filled =
        (0..).find(|number| store_group(&connection, vec![put(&number.to_string(), 3000)])[0].is_err()).unwrap();
    assert!(filled > 10 && has(&connection, "0"));
    let mut room = Batch::new();
    for number in 0..filled {
        room.delete(number.to_string());
    }
    assert!(store_group(&connection, vec![room])[0].is_ok());
    assert!(store_group(&connection, vec![put("again", 3000)])[0].is_ok());
}

#[test]
fn a_later_batch_sees_the_earlier_ones_of_its_group() {
    let (_folder, connection) = database(1000);
    let mut first = Batch::new();
    first.require_absent("k").put("k", "1");
    let mut second = Batch::new();
    second.require_equals("k", "1").put("k", "2");
    let answers = store_group(&connection, vec![first.clone(), second, first]);
    assert!(matches!(answers.as_slice(), [Ok(()), Ok(()), Err(CommitError::Conflict { key })] if key == b"k"));
    assert_eq!(query::get(&connection, b"k").unwrap(), Some(b"2".to_vec()));
}

#[test]
fn a_batch_that_built_on_a_failed_one_is_judged_again() {
    let (_folder, connection) = database(64);
    let mut built = Batch::new();
    built.require_absent("big first").put("alternative", "");
    let answers = store_group(&connection, vec![put("big", 1_000_000), built]);
    assert!(matches!(answers.as_slice(), [Err(CommitError::Engine(Error::Full)), Ok(())]), "{answers:?}");
    assert!(has(&connection, "alternative"));
}

#[test]
fn a_transaction_that_cannot_begin_fails_the_whole_group() {
    let (folder, connection) = database(64);
    connection.busy_timeout(std::time::Duration::ZERO).unwrap();
    let other = file::connect_writer(&folder.path().join("kv.db"), 0, None).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answers = store_group(&connection, vec![put("a", 1), put("b", 1)]);
    assert!(answers.iter().all(|answer| matches!(answer, Err(CommitError::Engine(Error::Unavailable(_))))));
    other.execute_batch("ROLLBACK").unwrap();
    assert!(store_group(&connection, vec![put("a", 1)])[0].is_ok());
}

#[test]
fn a_transaction_that_could_not_be_rolled_back_is_before_the_next_group() {
    let (_folder, connection) = database(64);
    connection.execute_batch("BEGIN IMMEDIATE; INSERT INTO kv VALUES (x'6C656674', x'')").unwrap();
    assert!(store_group(&connection, vec![put("a", 1)])[0].is_ok());
    assert!(has(&connection, "a") && !has(&connection, "left"));
}

#[test]
fn weight_counts_batches_and_kibibytes() {
    let key: Key = vec![0; 100];
    assert_eq!(weight(&Batch::new()), 1);
    assert_eq!(weight(Batch::new().put(key.clone(), vec![0; 2000])), 3);
    assert_eq!(weight(Batch::new().require_equals(key.clone(), vec![0; 2000]).delete(key)), 3);
}

/// An error that SQLite does not itself answer by a rollback.
#[test]
fn only_the_batches_that_meet_damage_fail() {
    let (folder, connection) = database(1000);
    let keys: Vec<String> = (0..400).map(|number| format!("{number:03}")).collect();
    assert!(store_group(&connection, keys.iter().map(|key| put(key, 500)).collect()).iter().all(Result::is_ok));
    drop(connection);
    let path = folder.path().join("kv.db");
    damage_page(&path, 30);

    let connection = file::connect_writer(&path, 0, None).unwrap();
    let answers = store_group(&connection, keys.iter().map(|key| put(key, 7)).collect());
    let damaged = |answer: &Answer| matches!(answer, Err(CommitError::Engine(Error::Corrupt(_))));
    assert!(answers.iter().all(|answer| answer.is_ok() || damaged(answer)), "{answers:?}");
    let met = answers.iter().filter(|answer| damaged(answer)).count();
    assert!((1..100).contains(&met), "{met} batches met the damage");
    for (key, answer) in keys.iter().zip(&answers).filter(|(_, answer)| answer.is_ok()) {
        assert_eq!(query::get(&connection, key.as_bytes()).unwrap(), Some(vec![0; 7]), "{key}: {answer:?}");
    }
}

fn damage_page(path: &Path, page: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    let size = usize::try_from(file::PAGE_SIZE).unwrap();
    bytes[page * size..(page + 1) * size].fill(0xA5);
    std::fs::write(path, bytes).unwrap();
}
