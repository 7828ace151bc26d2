//! Copying the log into the database without making committers wait.
//!
//! SQLite starts its log anew only when all of it is in the database, which never happens while commits go on. So
//! a thread of its own copies nearly all of it while the writer goes on; then the writer, between two groups, copies
//! the little that has come in meanwhile, and its next commit starts the log anew.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};

use rusqlite::{CachedStatement, Connection, Result};

use crate::error::OpenError;
use crate::file::{self, PAGE_SIZE};
use crate::health::Health;

/// How many times its normal size the log may have before the writer waits for the copying.
const PATIENCE: i64 = 8;

/// The writer's side.
pub(crate) struct Checkpoints {
    /// Pages of log after which copying begins.
    threshold: i64,
    copying: bool,
    /// Pages of log at the last time that the writer copied the rest.
    finished_at: i64,
    thread: Thread,
    health: Arc<Health>,
}

impl Checkpoints {
    pub(crate) fn start(path: &Path, log: u64) -> std::result::Result<Self, OpenError> {
        let threshold = i64::try_from(log / PAGE_SIZE).unwrap_or(i64::MAX).clamp(64, i64::MAX / PATIENCE);
        let health = Arc::new(Health::default());
        let thread = Thread::start(path, Arc::clone(&health))?;
        Ok(Self { threshold, copying: false, finished_at: i64::MAX, thread, health })
    }

    /// Begins or finishes copying when it is time. Failures are logged and left to the next time: the log keeps everything.
    pub(crate) fn after_commit(&mut self, connection: &Connection) {
        let Ok(pages) = log_pages(connection) else { return };
        if self.copying {
            if self.thread.is_done(pages >= self.threshold.saturating_mul(PATIENCE)) {
                self.finish(connection);
            }
        } else if self.is_due(pages) {
            self.copying = self.thread.request();
        }
    }

    /// A log that could not start anew, because of a reader, is tried again when it has grown a little more.
    fn is_due(&self, pages: i64) -> bool {
        let restarted = pages < self.finished_at;
        let due = if restarted { self.threshold } else { self.finished_at.saturating_add(self.threshold / 8) };
        pages >= due
    }

    fn finish(&mut self, connection: &Connection) {
        self.copying = false;
        if let Ok(pages) = copy(connection, &self.health) {
            self.finished_at = pages;
        }
    }
}

/// The thread that copies, ended by dropping it.
struct Thread {
    requests: Option<SyncSender<()>>,
    done: Receiver<()>,
    handle: Option<JoinHandle<()>>,
}

impl Thread {
    fn start(path: &Path, health: Arc<Health>) -> std::result::Result<Self, OpenError> {
        let connection = file::connect_checkpointer(path)?;
        let (requests, requested) = mpsc::sync_channel(1);
        let (finished, done) = mpsc::sync_channel(1);
        let handle = thread::Builder::new()
            .name("kv-checkpoint".to_owned())
            .spawn(move || serve(&connection, &health, &requested, &finished))
            .map_err(|error| file::no_thread(path, &error))?;
        Ok(Self { requests: Some(requests), done, handle: Some(handle) })
    }

    /// Asks for a copy; `false` when there is nobody to ask.
    fn request(&self) -> bool {
        self.requests.as_ref().is_some_and(|requests| requests.send(()).is_ok())
    }

    /// Whether the copy is done, or the thread is gone; waits for it if `wait`.
    fn is_done(&self, wait: bool) -> bool {
        if wait {
            let _gone = self.done.recv();
            return true;
        }
        !matches!(self.done.try_recv(), Err(mpsc::TryRecvError::Empty))
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(handle) = self.handle.take() {
            let _panicked = handle.join();
        }
    }
}

fn serve(connection: &Connection, health: &Health, requested: &Receiver<()>, finished: &SyncSender<()>) {
    while requested.recv().is_ok() {
        // What could not be copied now is copied another time.
        let _failed = copy(connection, health);
        if finished.send(()).is_err() {
            return;
        }
    }
}

/// Copies as much as no reader and no writer prevents; returns the pages in the log.
fn copy(connection: &Connection, health: &Health) -> Result<i64> {
    let copy = |mut statement: CachedStatement<'_>| statement.query_row([], |row| row.get(1));
    let copied = connection.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)").and_then(copy);
    health.tell(&copied);
    copied
}

/// The pages in the log.
fn log_pages(connection: &Connection) -> Result<i64> {
    connection.prepare_cached("PRAGMA wal_checkpoint(NOOP)")?.query_row([], |row| row.get(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_fails_is_noticed_and_one_that_works_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kv.db");
        file::prepare(&path).unwrap();
        let writer = file::connect_writer(&path, 0, None).unwrap();
        writer.execute_batch("INSERT INTO kv VALUES (x'00', x'')").unwrap();
        let reader = file::connect_reader(&path, 0).unwrap();
        let health = Health::default();
        assert!(copy(&reader, &health).is_err() && health.is_failing());
        assert!(copy(&writer, &health).unwrap() > 0 && !health.is_failing());
    }
}
