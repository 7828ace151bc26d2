//! What one commit asks for.

use crate::{Key, Value};

/// Something that must hold at the moment of the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// The key has no value.
    Absent(Key),
    /// The key has exactly this value.
    Equals(Key, Value),
}

impl Precondition {
    /// The key it is about.
    #[must_use]
    pub fn key(&self) -> &Key {
        match self {
            Self::Absent(key) | Self::Equals(key, _) => key,
        }
    }
}

/// One change of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Sets the value of a key.
    Put(Key, Value),
    /// Removes a key; a key that is not there is no error.
    Delete(Key),
}

impl Write {
    /// The key it changes.
    #[must_use]
    pub fn key(&self) -> &Key {
        match self {
            Self::Put(key, _) | Self::Delete(key) => key,
        }
    }
}

/// Preconditions and writes that take effect together or not at all.
///
/// Writes are made in order, so that of two to the same key the later one holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// All of these must hold.
    pub preconditions: Vec<Precondition>,
    /// All of these are made.
    pub writes: Vec<Write>,
}

impl Batch {
    /// An empty batch.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Requires `key` to have no value.
    pub fn require_absent(&mut self, key: impl Into<Key>) -> &mut Self {
        self.preconditions.push(Precondition::Absent(key.into()));
        self
    }

    /// Requires `key` to have exactly `value`.
    pub fn require_equals(&mut self, key: impl Into<Key>, value: impl Into<Value>) -> &mut Self {
        self.preconditions.push(Precondition::Equals(key.into(), value.into()));
        self
    }

    /// Sets `key` to `value`.
    pub fn put(&mut self, key: impl Into<Key>, value: impl Into<Value>) -> &mut Self {
        self.writes.push(Write::Put(key.into(), value.into()));
        self
    }

    /// Removes `key`.
    pub fn delete(&mut self, key: impl Into<Key>) -> &mut Self {
        self.writes.push(Write::Delete(key.into()));
        self
    }

    /// Adds everything of `other` behind what is here.
    pub fn extend(&mut self, other: Batch) -> &mut Self {
        self.preconditions.extend(other.preconditions);
        self.writes.extend(other.writes);
        self
    }

    /// Whether there is nothing to check and nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.preconditions.is_empty() && self.writes.is_empty()
    }
}
