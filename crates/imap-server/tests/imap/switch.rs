//! A storage in memory whose commits can be made to fail.

use std::sync::{Arc, Mutex};

use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, BoxFuture, CommitError, Engine, Error, Key, Range, Read, Value};

/// A storage in memory; clones share it.
#[derive(Clone, Default)]
pub(crate) struct Switch {
    memory: Memory,
    fault: Arc<Mutex<Option<Error>>>,
}

impl Switch {
    /// Makes every commit from now on fail with this, or none.
    pub(crate) fn set(&self, fault: Option<Error>) {
        *self.fault.lock().unwrap() = fault;
    }
}

impl Read for Switch {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        self.memory.get(key)
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        self.memory.get_many(keys)
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        self.memory.range(range)
    }
}

impl Engine for Switch {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        match self.fault.lock().unwrap().clone() {
            Some(fault) => Box::pin(async { Err(fault.into()) }),
            None => self.memory.commit(batch),
        }
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, Error>> {
        self.memory.snapshot()
    }
}
