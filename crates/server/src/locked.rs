//! The database and the lock of its folder: whoever can still write keeps every other process out.

use std::fs::File;

use posthouse_engine::{Batch, BoxFuture, CommitError, Engine, Error, Key, Range, Read, Value};
use posthouse_engine_sqlite::Sqlite;

/// An engine that holds the lock of the folder for as long as anybody holds the engine.
pub(crate) struct Locked {
    engine: Sqlite,
    /// Dropped last: the engine writes until it is dropped.
    _lock: File,
}

impl Locked {
    pub(crate) fn new(engine: Sqlite, lock: File) -> Self {
        Self { engine, _lock: lock }
    }

    /// What is damaged in the database; see [`Sqlite::integrity_check`].
    pub(crate) async fn integrity_check(&self) -> Result<Vec<String>, Error> {
        self.engine.integrity_check().await
    }
}

impl Read for Locked {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        self.engine.get(key)
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        self.engine.get_many(keys)
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        self.engine.range(range)
    }
}

impl Engine for Locked {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        self.engine.commit(batch)
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, Error>> {
        self.engine.snapshot()
    }
}
