//! A write-ahead log that already has its size.
//!
//! Overwriting allocated blocks needs no change of the file system's own records, which makes the fsync of
//! a commit a third cheaper than one that extends the file. SQLite reads a log of zeros as an empty one.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const BLOCK: usize = 64 * 1024;

/// Gives the database at `path` a log of `bytes` zeros, if it has no log.
///
/// Failing (no room, no hard links) does no harm: SQLite then makes its own log.
pub(crate) fn log(path: &Path, bytes: u64) {
    let log = beside(path, "-wal");
    if bytes == 0 || log.exists() {
        return;
    }
    let draft = beside(path, "-wal.new");
    // The finished file appears under its name at once, or not at all where another process has made one meanwhile:
    // zeros must never land on a log in use.
    let _best_effort = write_zeros(path, &draft, bytes).and_then(|()| fs::hard_link(&draft, &log));
    let _best_effort = fs::remove_file(&draft);
}

fn write_zeros(database: &Path, draft: &Path, bytes: u64) -> io::Result<()> {
    let mut file = File::create(draft)?;
    file.set_permissions(fs::metadata(database)?.permissions())?;
    let block = [0; BLOCK];
    for _ in 0..bytes.div_ceil(BLOCK as u64) {
        file.write_all(&block)?;
    }
    file.sync_all()
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}
