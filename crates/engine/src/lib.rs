//! The storage engine: an ordered key-value store with atomic conditional batches.
//!
//! An engine knows bytes only. What keys and values mean is laid down in `docs/storage-format.md`
//! and belongs to the crates that own the key spaces. There is no SQL, no account and no message here.

mod batch;
mod error;
mod range;

pub mod conformance;
pub mod failing;
pub mod memory;

use std::future::Future;
use std::pin::Pin;

pub use batch::{Batch, Precondition, Write};
pub use error::{CommitError, Error};
pub use range::{Order, Range};

/// A boxed future, so that engines can be used as `dyn Engine`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A key: any bytes, ordered bytewise.
pub type Key = Vec<u8>;

/// A value: any bytes.
pub type Value = Vec<u8>;

/// Reading, from the engine itself (each call sees the newest commit) or from a snapshot.
pub trait Read: Send + Sync {
    /// The value of `key`, or `None` where there is none.
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>>;

    /// The values of many keys, in the order of `keys`; one consistent view for all of them.
    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>>;

    /// The pairs whose keys lie in `range`, in its order, at most `range.limit` of them.
    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>>;
}

/// A store of ordered bytes with atomic, durable, conditional batches.
pub trait Engine: Read {
    /// Checks all preconditions and makes all writes of `batch` at once, or changes nothing.
    ///
    /// When the future is ready with `Ok`, the writes are durable and every later read sees them.
    /// Dropping the future does not undo the commit.
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>>;

    /// A view that no later commit changes. Hold it briefly: it may keep old pages alive.
    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, Error>>;
}
