//! The database file: making it, checking that it is ours, and connecting to it.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use posthouse_engine::Error;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{OpenError, engine_error};

/// Older libraries can damage a database when a checkpoint and a commit meet (the "WAL-reset" fault).
const OLDEST_LIBRARY: i32 = 3_051_003;

/// "Post", in the file's header, so that `file` and we know it again.
const APPLICATION_ID: i64 = 0x506F_7374;

/// The newest layout of the table that this version writes and reads.
const FORMAT: i64 = 1;

/// Bytes of a page. A commit writes every page that it touched to the log: larger ones cost more than they save.
pub(crate) const PAGE_SIZE: u64 = 4096;

/// Rows lie in the order of their first write, and the index holds only keys. The other way, a table in key order
/// (`WITHOUT ROWID`), reads ranges twice as fast, but keeps whole values in its inner pages: its tree gets deep, a commit
/// touches more pages and was measured to cost a third more of the processor.
const TABLE: &str = "CREATE TABLE kv (key BLOB NOT NULL PRIMARY KEY, value BLOB NOT NULL)";

/// How long a connection waits for another process that holds a lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// Checks the library and the file, and makes the file if there is none.
///
/// Closes the file again, which also copies the log of a process that died into it.
pub(crate) fn prepare(path: &Path) -> Result<(), OpenError> {
    check_library(rusqlite::version_number())?;
    let prepared = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
        .and_then(|connection| Ok((identify(&connection)?, connection)));
    let (identity, connection) = prepared.map_err(|error| refused(path, error))?;
    match identity {
        Identity::Ours { format: FORMAT } => use_log(&connection, path),
        Identity::Ours { format } => {
            Err(OpenError::NewerFormat { path: path.to_owned(), found: format, known: FORMAT })
        }
        Identity::Foreign => Err(OpenError::NotOurs { path: path.to_owned() }),
        Identity::Empty => create(&connection, path),
    }
}

/// The one connection that writes.
pub(crate) fn connect_writer(path: &Path, cache: u64, max_size: Option<u64>) -> Result<Connection, OpenError> {
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, cache)?;
    if let Some(bytes) = max_size {
        let pages = i64::try_from(bytes / PAGE_SIZE).unwrap_or(i64::MAX).max(1);
        let limited = connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
        limited.map_err(|error| refused(path, error))?;
    }
    Ok(connection)
}

/// A connection that cannot write.
pub(crate) fn connect_reader(path: &Path, cache: u64) -> Result<Connection, OpenError> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, cache)
}

/// A connection that copies the log into the database; it needs no cache for that.
pub(crate) fn connect_checkpointer(path: &Path) -> Result<Connection, OpenError> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, 0)
}

/// The system has no thread for us.
pub(crate) fn no_thread(path: &Path, error: &std::io::Error) -> OpenError {
    OpenError::Failed { path: path.to_owned(), error: Error::Unavailable(format!("no thread: {error}")) }
}

fn connect(path: &Path, access: OpenFlags, cache: u64) -> Result<Connection, OpenError> {
    open(path, access)
        .and_then(|connection| configure(&connection, cache).map(|()| connection))
        .map_err(|error| refused(path, error))
}

/// Every connection belongs to one thread at a time, so SQLite's own mutex is not needed.
fn open(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

fn configure(connection: &Connection, cache: u64) -> rusqlite::Result<()> {
    // A negative size counts KiB, a positive one pages.
    let kibibytes = i64::try_from(cache / 1024).unwrap_or(i64::MAX);
    connection.pragma_update(None, "cache_size", -kibibytes)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // The log is copied by a thread of our own, never in the middle of a commit.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))
}

enum Identity {
    Empty,
    Ours { format: i64 },
    Foreign,
}

fn identify(connection: &Connection) -> rusqlite::Result<Identity> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let application = number("PRAGMA application_id")?;
    let format = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    Ok(match (application, format, tables) {
        (APPLICATION_ID, format, _) => Identity::Ours { format },
        (0, 0, 0) => Identity::Empty,
        _ => Identity::Foreign,
    })
}

/// One transaction makes the table and the marks, so that a crash leaves either an empty file or a whole one.
fn create(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let size = connection.pragma_update(None, "page_size", PAGE_SIZE as i64);
    size.map_err(|error| refused(path, error))?;
    use_log(connection, path)?;
    make_table(connection).map_err(|error| refused(path, error))?;
    sync_folder(path);
    Ok(())
}

fn make_table(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE;
         {TABLE};
         PRAGMA application_id = {APPLICATION_ID};
         PRAGMA user_version = {FORMAT};
         COMMIT;"
    ))
}

/// Makes sure that there is a write-ahead log: the mode is kept in the file, and another program may have changed it.
fn use_log(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let mode = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
    let mode = mode.map_err(|error| refused(path, error))?;
    if mode.eq_ignore_ascii_case("wal") {
        return Ok(());
    }
    let error = Error::Unavailable(format!("its journal mode is {mode} and cannot be made WAL"));
    Err(OpenError::Failed { path: path.to_owned(), error })
}

/// Makes the new file's name durable. SQLite does the same for its logs; a folder that cannot be synced is no reason
/// to fail here, since SQLite does not fail either.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _best_effort = File::open(folder).and_then(|folder| folder.sync_all());
}

fn check_library(version: i32) -> Result<(), OpenError> {
    if version >= OLDEST_LIBRARY {
        return Ok(());
    }
    let found = format!("{}.{}.{}", version / 1_000_000, version / 1_000 % 1_000, version % 1_000);
    Err(OpenError::OldLibrary { found, needed: "3.51.3" })
}

fn refused(path: &Path, error: rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotADatabase { path },
        _ => OpenError::Failed { path, error: engine_error(error) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_library_is_refused_by_name() {
        let error = check_library(3_051_002).unwrap_err();
        assert_eq!(error.to_string(), "SQLite 3.51.2 is too old: 3.51.3 or newer is needed");
        assert!(check_library(3_051_003).is_ok());
        assert!(check_library(rusqlite::version_number()).is_ok());
    }
}
