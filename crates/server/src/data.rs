//! The data folder, opened: one process at a time, all the parts that live in it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use posthouse_blob::BlobStore;
use posthouse_directory::Directory;
use posthouse_engine::Engine;
use posthouse_engine_sqlite::{OpenError, Options, Sqlite};
use posthouse_mailbox::{Clock, Store};

/// Why a data folder cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    #[error("the data folder {} is in use by another process; stop it first", .0.display())]
    InUse(PathBuf),
    #[error("cannot use the data folder {}: {error}", path.display())]
    Unusable { path: PathBuf, error: io::Error },
    #[error("there is no data in {}; is --data right?", .0.display())]
    Missing(PathBuf),
    #[error("cannot open the database in {}: {error}", path.display())]
    Database { path: PathBuf, error: OpenError },
    #[error("cannot open the message bodies: {0}")]
    Bodies(#[from] posthouse_blob::Error),
    #[error("cannot open the directory: {0}")]
    Directory(#[from] posthouse_directory::Error),
}

/// An open data folder.
pub(crate) struct Data {
    pub(crate) engine: Arc<Sqlite>,
    pub(crate) blobs: BlobStore,
    pub(crate) directory: Directory,
    pub(crate) store: Store,
    /// Dropped last: until then no other process may open the folder.
    _lock: File,
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
        let lock = lock(folder)?;
        let path = folder.join(DATABASE);
        let options = Options { log: LOG, ..Options::default() };
        let engine = Sqlite::open(&path, options).map_err(|error| DataError::Database { path, error })?;
        let engine = Arc::new(engine);
        let shared: Arc<dyn Engine> = Arc::<Sqlite>::clone(&engine);
        let blobs = BlobStore::open(&folder.join("blobs"), Arc::clone(&shared), Default::default()).await?;
        let directory = Directory::open(Arc::clone(&shared)).await?;
        let store = Store::new(shared, blobs.clone(), Clock::system());
        Ok(Self { engine, blobs, directory, store, _lock: lock })
    }
}

fn lock(folder: &Path) -> Result<File, DataError> {
    let unusable = |error| DataError::Unusable { path: folder.to_owned(), error };
    if !folder.exists() {
        fs::create_dir_all(folder).map_err(unusable)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(unusable)?;
    }
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
    async fn only_one_may_have_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = Data::open(folder.path(), Absent::Create).await.unwrap();
        assert!(matches!(Data::open(folder.path(), Absent::Create).await, Err(DataError::InUse(_))));
        drop(first);
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
