//! Snapshots: connections that hold a read transaction.
//!
//! The log cannot be overwritten while an old snapshot still reads from it, so that a snapshot held for long lets it
//! grow. Nothing breaks, but the disk fills.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use posthouse_engine::{BoxFuture, Error, Key, Range, Read, Value};
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Options;
use crate::error::{OpenError, stopped};
use crate::file;
use crate::pool::Pool;
use crate::query;

/// Idle connections that are kept for the next snapshots.
const KEPT: usize = 2;

/// Where snapshots get their connections from.
pub(crate) struct Snapshots {
    path: PathBuf,
    reader_cache: u64,
    free: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl Snapshots {
    pub(crate) fn new(path: &Path, options: &Options) -> Self {
        let free = Arc::new(Semaphore::new(options.snapshots.clamp(1, Semaphore::MAX_PERMITS)));
        Self { path: path.to_owned(), reader_cache: options.reader_cache, free, idle: Mutex::default() }
    }

    /// Ends the snapshots still to come, and closes the connections that no snapshot uses.
    pub(crate) fn close_idle(&self) {
        self.free.close();
        self.idle().clear();
    }

    fn connect(&self) -> Result<Connection, OpenError> {
        let idle = self.idle().pop();
        idle.map_or_else(|| file::connect_reader(&self.path, self.reader_cache), Ok)
    }

    /// Ends the connection's transaction and keeps it, or lets it go.
    fn give_back(&self, connection: Connection) {
        let ended = connection.execute_batch("ROLLBACK").is_ok();
        let mut idle = self.idle();
        if ended && idle.len() < KEPT && !self.free.is_closed() {
            idle.push(connection);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a snapshot of this moment, as soon as one is free.
pub(crate) async fn take(snapshots: &Arc<Snapshots>, pool: &Arc<Pool>) -> Result<Snapshot, Error> {
    let permit = Arc::clone(&snapshots.free).acquire_owned().await.map_err(|_closed| stopped())?;
    let home = Arc::clone(snapshots);
    let held = pool.run(move |_| Ok(Held::begin(home, permit))).await??;
    Ok(Snapshot { held: Arc::new(Mutex::new(held)), pool: Arc::clone(pool) })
}

/// One moment of the store. Its reads run on the pool's threads, one at a time.
pub(crate) struct Snapshot {
    held: Arc<Mutex<Held>>,
    pool: Arc<Pool>,
}

impl Snapshot {
    async fn run<T, F>(&self, read: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let held = Arc::clone(&self.held);
        let read = move |_: &Connection| {
            let held = held.lock().unwrap_or_else(PoisonError::into_inner);
            held.connection.as_ref().map(read).transpose()
        };
        self.pool.run(read).await?.ok_or_else(stopped)
    }
}

impl Read for Snapshot {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        let key = key.to_vec();
        Box::pin(self.run(move |connection| query::get(connection, &key)))
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        let keys = keys.to_vec();
        Box::pin(self.run(move |connection| query::get_many(connection, &keys)))
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        Box::pin(self.run(move |connection| query::range(connection, &range)))
    }
}

/// A connection inside a read transaction, until the last read of a dropped snapshot is through.
struct Held {
    /// `None` only while it is dropped.
    connection: Option<Connection>,
    home: Arc<Snapshots>,
    _permit: OwnedSemaphorePermit,
}

impl Held {
    fn begin(home: Arc<Snapshots>, permit: OwnedSemaphorePermit) -> Result<Self, Error> {
        let connection = home.connect().map_err(|error| Error::Unavailable(error.to_string()))?;
        // A transaction begins with its first read, not with BEGIN.
        let begun = connection.execute_batch("BEGIN; SELECT 1 FROM kv LIMIT 1");
        begun.map_err(crate::error::engine_error)?;
        Ok(Self { connection: Some(connection), home, _permit: permit })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.home.give_back(connection);
        }
    }
}
