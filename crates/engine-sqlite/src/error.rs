//! What can go wrong, and how SQLite's result codes become the engine's errors.

use std::path::PathBuf;

use posthouse_engine::Error;
use rusqlite::ErrorCode;

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The SQLite library has known faults that can damage a database.
    #[error("SQLite {found} is too old: {needed} or newer is needed")]
    OldLibrary {
        /// The version in use.
        found: String,
        /// The oldest version that will do.
        needed: &'static str,
    },
    /// The file is something else.
    #[error("{} is not a database", .path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file is a database of some other program.
    #[error("{} is a database, but not one of Posthouse", .path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The database was written by a newer version.
    #[error("{} has format {found}, but this version reads formats up to {known}: use a newer version", .path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// The format of the file.
        found: i64,
        /// The newest format that can be read.
        known: i64,
    },
    /// Anything else.
    #[error("cannot open {}: {error}", .path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: Error,
    },
}

/// The engine's error for one of SQLite, by what the caller can do about it.
pub(crate) fn engine_error(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Corrupt(error.to_string()),
        _ => Error::Unavailable(error.to_string()),
    }
}

/// The error of whoever asks an engine that has stopped.
pub(crate) fn stopped() -> Error {
    Error::Unavailable("the engine has stopped".to_owned())
}
