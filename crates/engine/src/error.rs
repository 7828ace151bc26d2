//! What can go wrong in an engine, by what the caller can do about it.

use crate::Key;

/// A failed read, or the part of a failed commit that is not the caller's doing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no room for the write; everything stored stays readable.
    #[error("the storage is full")]
    Full,
    /// The stored bytes are damaged.
    #[error("the storage is damaged: {0}")]
    Corrupt(String),
    /// The storage cannot be reached or failed; trying again may help.
    #[error("the storage failed: {0}")]
    Unavailable(String),
}

/// Why a commit changed nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError {
    /// A precondition did not hold.
    #[error("a precondition did not hold")]
    Conflict {
        /// The key whose precondition did not hold.
        key: Key,
    },
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] Error),
}
