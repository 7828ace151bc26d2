//! Why a command was not done, by who is to blame. It becomes NO, BAD or BYE in `answer.rs` and nowhere else.

use std::io;

use posthouse_mailbox::{self as mailbox, StorageError};

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The client has made a mistake: BAD.
    #[error("{0}")]
    Bad(&'static str),
    /// A mailbox operation was refused or failed: NO.
    #[error(transparent)]
    Mailbox(#[from] mailbox::Error),
    /// The client is gone or reads too slowly; nobody can be answered.
    #[error(transparent)]
    Connection(#[from] io::Error),
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        Self::Mailbox(error.into())
    }
}
