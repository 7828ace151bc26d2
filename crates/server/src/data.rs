//! The data folder, opened: one process at a time, all the parts that live in it.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use posthouse_blob::BlobStore;
use posthouse_directory::Directory;
use posthouse_engine::Engine;
use posthouse_engine_sqlite::{OpenError, Options, Sqlite};
use posthouse_mailbox::{Clock, Store};

use crate::folder;
use crate::locked::Locked;

/// Why a data folder cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    #[error("the data folder {} is in use by another process; stop it first", .0.display())]
    InUse(PathBuf),
    #[error("cannot use the data folder {}: {error}", path.display())]
    Unusable { path: PathBuf, error: io::Error },
    #[error("there is no data in {}; is --data right?", .0.display())]
    Missing(PathBuf),
    #[error("cannot open the database: {0}")]
    Database(#[from] OpenError),
    #[error("cannot open the message bodies: {0}")]
    Bodies(posthouse_blob::Error),
    #[error("cannot open the directory: {0}")]
    Directory(#[from] posthouse_directory::Error),
}

/// An open data folder. No other process can open it until the last user of the engine has gone.
pub(crate) struct Data {
    pub(crate) engine: Arc<Locked>,
    pub(crate) blobs: BlobStore,
    pub(crate) directory: Directory,
    pub(crate) store: Store,
}

/// What may be done about a folder without data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    Create,
    Refuse,
}

const DATABASE: &str = "posthouse.db";

/// Bytes of write-ahead log: a larger one costs less processor time and more disk.
const LOG: u64 = 8 * 1024 * 1024;

impl Data {
    /// Opens the folder and takes its lock.
    pub(crate) async fn open(folder: &Path, absent: Absent) -> Result<Self, DataError> {
        if absent == Absent::Refuse && !folder.join(DATABASE).exists() {
            return Err(DataError::Missing(folder.to_owned()));
        }
        let unusable = |error| DataError::Unusable { path: folder.to_owned(), error };
        folder::create(folder).map_err(unusable)?;
        let engine = Arc::new(open_engine(folder)?);
        let shared: Arc<dyn Engine> = Arc::<Locked>::clone(&engine);
        let blobs = open_blobs(folder, Arc::clone(&shared)).await?;
        folder::sync(folder).map_err(unusable)?;
        let directory = Directory::open(Arc::clone(&shared)).await?;
        let store = Store::new(shared, blobs.clone(), Clock::system());
        Ok(Self { engine, blobs, directory, store })
    }
}

fn open_engine(folder: &Path) -> Result<Locked, DataError> {
    let lock = lock(folder)?;
    let options = Options { log: LOG, ..Options::default() };
    Ok(Locked::new(Sqlite::open(folder.join(DATABASE), options)?, lock))
}

/// A process that is ending lets go of the folder's lock a moment before that of the bodies.
async fn open_blobs(folder: &Path, engine: Arc<dyn Engine>) -> Result<BlobStore, DataError> {
    let opened = BlobStore::open(&folder.join("blobs"), engine, Default::default()).await;
    opened.map_err(|error| match error {
        posthouse_blob::Error::InUse => DataError::InUse(folder.to_owned()),
        error => DataError::Bodies(error),
    })
}

fn lock(folder: &Path) -> Result<File, DataError> {
    let unusable = |error| DataError::Unusable { path: folder.to_owned(), error };
    let path = folder.join("lock");
    let file = File::options().create(true).write(true).truncate(false).open(path).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(DataError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_one_may_have_the_folder_until_nobody_has_its_engine() {
        let folder = tempfile::tempdir().unwrap();
        let first = Data::open(folder.path(), Absent::Create).await.unwrap();
        assert!(matches!(Data::open(folder.path(), Absent::Create).await, Err(DataError::InUse(_))));
        let held = Arc::clone(&first.engine);
        drop(first);
        assert!(matches!(Data::open(folder.path(), Absent::Create).await, Err(DataError::InUse(_))));
        drop(held);
        Data::open(folder.path(), Absent::Refuse).await.unwrap();
    }

    #[tokio::test]
    async fn a_wrong_folder_is_told_and_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let wrong = folder.path().join("typo");
        assert!(matches!(Data::open(&wrong, Absent::Refuse).await, Err(DataError::Missing(_))));
        assert!(!wrong.exists());
    }
}
