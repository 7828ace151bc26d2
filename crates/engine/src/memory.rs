//! An engine in memory, for tests and for models. Nothing here survives the process.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use crate::{Batch, BoxFuture, CommitError, Engine, Error, Key, Order, Precondition, Range, Read, Value, Write};

type Pairs = BTreeMap<Key, Value>;

/// An ordered map behind a lock. Clones share one store.
///
/// A snapshot costs nothing until the next commit, which then copies the whole map: small stores only.
#[derive(Clone, Default)]
pub struct Memory {
    pairs: Arc<RwLock<Arc<Pairs>>>,
}

impl Memory {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A store of its own with the same content: later commits to one are not seen in the other.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self { pairs: Arc::new(RwLock::new(self.current())) }
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.current().len()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.current().is_empty()
    }

    pub(crate) fn view(&self) -> View {
        View(self.current())
    }

    pub(crate) fn apply(&self, batch: Batch) -> Result<(), CommitError> {
        let mut guard = self.pairs.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(failed) = batch.preconditions.into_iter().find(|precondition| !holds(&guard, precondition)) {
            return Err(CommitError::Conflict { key: key_of(failed) });
        }
        let pairs = Arc::make_mut(&mut guard);
        batch.writes.into_iter().for_each(|write| make(pairs, write));
        Ok(())
    }

    fn current(&self) -> Arc<Pairs> {
        Arc::clone(&self.pairs.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Read for Memory {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        Box::pin(async move { Ok(self.view().value(key)) })
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        Box::pin(async move { Ok(self.view().values(keys)) })
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        Box::pin(async move { Ok(self.view().pairs(&range)) })
    }
}

impl Engine for Memory {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(async move { self.apply(batch) })
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, Error>> {
        Box::pin(async move { Ok(Box::new(self.view()) as Box<dyn Read>) })
    }
}

/// The content at one moment.
#[derive(Clone)]
pub(crate) struct View(Arc<Pairs>);

impl View {
    pub(crate) fn value(&self, key: &[u8]) -> Option<Value> {
        self.0.get(key).cloned()
    }

    pub(crate) fn values(&self, keys: &[Key]) -> Vec<Option<Value>> {
        keys.iter().map(|key| self.value(key)).collect()
    }

    pub(crate) fn pairs(&self, range: &Range) -> Vec<(Key, Value)> {
        // BTreeMap::range panics on an interval that ends before it starts.
        if range.end.as_ref().is_some_and(|end| *end <= range.start) {
            return Vec::new();
        }
        let start = Bound::Included(range.start.as_slice());
        let end = range.end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let pairs = self.0.range::<[u8], _>((start, end)).map(|(key, value)| (key.clone(), value.clone()));
        match range.order {
            Order::Ascending => pairs.take(range.limit).collect(),
            Order::Descending => pairs.rev().take(range.limit).collect(),
        }
    }
}

impl Read for View {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        Box::pin(async move { Ok(self.value(key)) })
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        Box::pin(async move { Ok(self.values(keys)) })
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        Box::pin(async move { Ok(self.pairs(&range)) })
    }
}

fn holds(pairs: &Pairs, precondition: &Precondition) -> bool {
    match precondition {
        Precondition::Absent(key) => !pairs.contains_key(key),
        Precondition::Equals(key, value) => pairs.get(key) == Some(value),
    }
}

fn key_of(precondition: Precondition) -> Key {
    match precondition {
        Precondition::Absent(key) | Precondition::Equals(key, _) => key,
    }
}

fn make(pairs: &mut Pairs, write: Write) {
    match write {
        Write::Put(key, value) => pairs.insert(key, value),
        Write::Delete(key) => pairs.remove(&key),
    };
}
