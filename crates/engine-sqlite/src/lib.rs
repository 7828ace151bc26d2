//! The embedded engine: one SQLite database in WAL mode with `synchronous=FULL`.
//!
//! One thread writes. It takes every batch that waits into one transaction, so that all of them share one fsync
//! (`group`, `writer`). A few threads read (`pool`); a snapshot is a connection of its own that holds a read
//! transaction (`snapshot`). One more thread copies the write-ahead log into the database, so that committers
//! do not wait for it (`checkpoint`). None of these threads needs an async runtime.
//!
//! Not here: what keys and values mean, a lock against a second server on the same folder, and backups.

mod checkpoint;
mod error;
mod file;
mod group;
mod health;
mod pool;
mod query;
mod queue;
mod snapshot;
mod writer;

use std::path::Path;
use std::sync::Arc;

use posthouse_engine::{Batch, BoxFuture, CommitError, Engine, Error, Key, Range, Read, Value};

pub use error::OpenError;
use pool::Pool;
use snapshot::Snapshots;
use writer::Writer;

/// What an engine may use. The defaults suit a server with up to a few hundred accounts and 1 GB of memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Threads that read, at least 1.
    pub readers: usize,
    /// Snapshots that can be held at once, at least 1; who asks for one more waits.
    pub snapshots: usize,
    /// Bytes of database pages that the writer keeps in memory.
    pub writer_cache: u64,
    /// Bytes of database pages that each reader and each snapshot keeps in memory.
    pub reader_cache: u64,
    /// Bytes of write-ahead log after which it is copied into the database. The file may get a few times as large
    /// while commits go on or a snapshot is held, and keeps its size until the engine is closed.
    pub log: u64,
    /// Bytes that the database may have at the most, without its log; a commit beyond is refused as full.
    pub max_size: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 4,
            snapshots: 16,
            writer_cache: 16 * 1024 * 1024,
            reader_cache: 2 * 1024 * 1024,
            log: 32 * 1024 * 1024,
            max_size: None,
        }
    }
}

/// An engine on one SQLite database. Share it as `Arc<Sqlite>`.
///
/// Dropping it finishes what was begun, copies the log into the database and waits for its threads: a few
/// milliseconds of blocking.
pub struct Sqlite {
    // Dropped in this order: connections that only read cannot copy the log when they are the last to close.
    pool: Arc<Pool>,
    snapshots: Arc<Snapshots>,
    writer: Writer,
}

impl Sqlite {
    /// Opens the database at `path`, whose folder must exist, and makes a new one where there is none.
    ///
    /// # Errors
    ///
    /// When the SQLite library is too old, or the file is no database, not one of ours, of a newer format,
    /// or cannot be opened.
    pub fn open(path: impl AsRef<Path>, options: Options) -> Result<Self, OpenError> {
        let path = path.as_ref();
        file::prepare(path)?;
        let writer = Writer::start(path, &options)?;
        let pool = Arc::new(Pool::start(path, &options)?);
        let snapshots = Arc::new(Snapshots::new(path, &options));
        Ok(Self { pool, snapshots, writer })
    }

    /// Reads the whole database and names what is damaged in it; nothing when all is well. Takes long.
    ///
    /// # Errors
    ///
    /// When the check itself cannot run.
    pub async fn integrity_check(&self) -> Result<Vec<String>, Error> {
        self.pool.run(query::integrity_check).await
    }
}

impl Read for Sqlite {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        let key = key.to_vec();
        Box::pin(self.pool.run(move |connection| query::get(connection, &key)))
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        let keys = keys.to_vec();
        Box::pin(self.pool.run(move |connection| query::get_many_at_once(connection, &keys)))
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        Box::pin(self.pool.run(move |connection| query::range(connection, &range)))
    }
}

impl Engine for Sqlite {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(self.writer.commit(batch))
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, Error>> {
        Box::pin(async move {
            let snapshot = snapshot::take(&self.snapshots, &self.pool).await?;
            Ok(Box::new(snapshot) as Box<dyn Read>)
        })
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.pool.stop();
        self.snapshots.close_idle();
        self.writer.stop();
    }
}
