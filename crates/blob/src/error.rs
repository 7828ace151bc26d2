//! What can go wrong, by what the caller can do about it.

use std::io;
use std::sync::Arc;

use posthouse_engine::{CommitError, Error as EngineError};

/// A failed operation on the store.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no room for the body; everything stored stays readable.
    #[error("the disk is full")]
    Full,
    /// Stored bytes are damaged.
    #[error("segment {segment} is damaged at offset {offset}: {what}")]
    Corrupt {
        /// The number of the segment file.
        segment: u64,
        /// Where the damaged record begins, in bytes.
        offset: u64,
        /// What does not fit.
        what: &'static str,
    },
    /// The asked range does not lie within the body.
    #[error("the range {start}..{end} is not within the body's {length} bytes")]
    Range {
        /// First byte asked for.
        start: u64,
        /// The byte behind the last one asked for.
        end: u64,
        /// The length of the body.
        length: u64,
    },
    /// An earlier write of this draft failed or was given up half-way.
    #[error("the draft was given up half-way")]
    Abandoned,
    /// A newer version has written to the store; this one would take that for damage, and leaves the store alone.
    #[error("segment {segment} was written by a newer version: use that one")]
    NewerFormat {
        /// The number of the segment file.
        segment: u64,
    },
    /// Another process has the store open.
    #[error("the store is in use by another process")]
    InUse,
    /// The store has stopped.
    #[error("the store has stopped")]
    Stopped,
    /// The file system failed.
    #[error("the file system failed: {0}")]
    Io(Arc<io::Error>),
    /// The index failed.
    #[error("the index failed: {0}")]
    Engine(EngineError),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(Arc::new(error)),
        }
    }
}

impl From<EngineError> for Error {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Full => Self::Full,
            other => Self::Engine(other),
        }
    }
}

impl From<CommitError> for Error {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Engine(error) => error.into(),
            CommitError::Conflict { .. } => Self::Engine(EngineError::Unavailable(error.to_string())),
        }
    }
}
