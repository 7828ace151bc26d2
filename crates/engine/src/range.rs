//! Which part of the key order to read.

use crate::Key;

/// In which direction a range is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest key first.
    Ascending,
    /// Largest key first.
    Descending,
}

/// A half-open interval of keys, a direction and a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The smallest key that may be returned.
    pub start: Key,
    /// The smallest key behind the range; `None` reads to the end of the store.
    pub end: Option<Key>,
    /// The direction; with a limit it says which end is kept.
    pub order: Order,
    /// How many pairs at the most.
    pub limit: usize,
}

impl Range {
    /// Everything from `start` up to, not including, `end`, ascending and without a limit.
    #[must_use]
    pub fn between(start: impl Into<Key>, end: impl Into<Key>) -> Self {
        Self { start: start.into(), end: Some(end.into()), order: Order::Ascending, limit: usize::MAX }
    }

    /// Every key that begins with `prefix`, ascending and without a limit.
    #[must_use]
    pub fn prefix(prefix: impl Into<Key>) -> Self {
        let start = prefix.into();
        let end = after_prefix(&start);
        Self { start, end, order: Order::Ascending, limit: usize::MAX }
    }

    /// The same interval, read from its end.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.order = Order::Descending;
        self
    }

    /// The same interval, at most `limit` pairs of it.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }
}

/// The smallest key behind every key that begins with `prefix`; `None` where no such key exists.
fn after_prefix(prefix: &[u8]) -> Option<Key> {
    let last = prefix.iter().rposition(|&byte| byte != u8::MAX)?;
    let mut end = prefix.get(..=last)?.to_vec();
    if let Some(byte) = end.last_mut() {
        *byte += 1;
    }
    Some(end)
}
