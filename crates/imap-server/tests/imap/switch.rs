//! A storage in memory whose commits can be made to fail, or to take long.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, BoxFuture, CommitError, Engine, Error, Key, Range, Read, Value};
use tokio::time::timeout;

/// A storage in memory; clones share it.
#[derive(Clone, Default)]
pub(crate) struct Switch {
    memory: Memory,
    fault: Arc<Mutex<Option<Error>>>,
    unreadable: Arc<Mutex<Option<Error>>>,
    delay: Arc<Mutex<Duration>>,
}

impl Switch {
    /// Makes every commit, and every reading of many records, from now on take so long.
    pub(crate) fn slow(&self, delay: Duration) {
        *self.delay.lock().unwrap() = delay;
    }

    async fn take_long(&self) {
        let delay = *self.delay.lock().unwrap();
        if !delay.is_zero() {
            let _ = timeout(delay, std::future::pending::<()>()).await;
        }
    }

    /// Makes every reading of several records from now on fail with this, or none.
    pub(crate) fn set_unreadable(&self, fault: Option<Error>) {
        *self.unreadable.lock().unwrap() = fault;
    }

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
        Box::pin(async {
            self.take_long().await;
            let fault = self.unreadable.lock().unwrap().clone();
            if let Some(fault) = fault { Err(fault) } else { self.memory.get_many(keys).await }
        })
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        self.memory.range(range)
    }
}

impl Engine for Switch {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        match self.fault.lock().unwrap().clone() {
            Some(fault) => Box::pin(async { Err(fault.into()) }),
            None => Box::pin(async {
                self.take_long().await;
                self.memory.commit(batch).await
            }),
        }
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, Error>> {
        self.memory.snapshot()
    }
}
