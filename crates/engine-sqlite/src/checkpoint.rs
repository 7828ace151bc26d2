//! Copying the log into the database without making committers wait.
//!
//! SQLite starts its log anew only when all of it is in the database, which never happens while commits go on. So
//! a thread of its own copies nearly all of it while the writer goes on; then the writer, between two groups, copies
//! the little that has come in meanwhile, and its next commit starts the log anew.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, Result};

use crate::error::OpenError;
use crate::file::{self, PAGE_SIZE};

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
}

impl Checkpoints {
    pub(crate) fn start(path: &Path, log: u64) -> std::result::Result<Self, OpenError> {
        let threshold = i64::try_from(log / PAGE_SIZE).unwrap_or(i64::MAX).clamp(64, i64::MAX / PATIENCE);
        Ok(Self { threshold, copying: false, finished_at: i64::MAX, thread: Thread::start(path)? })
    }

    /// Begins or finishes copying when it is time. Failures are left to the next time: the log keeps everything.
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
        if let Ok(pages) = copy(connection) {
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
    fn start(path: &Path) -> std::result::Result<Self, OpenError> {
        let connection = file::connect_checkpointer(path)?;
        let (requests, requested) = mpsc::sync_channel(1);
        let (finished, done) = mpsc::sync_channel(1);
        let handle = thread::Builder::new()
            .name("kv-checkpoint".to_owned())
            .spawn(move || serve(&connection, &requested, &finished))
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

fn serve(connection: &Connection, requested: &Receiver<()>, finished: &SyncSender<()>) {
    while requested.recv().is_ok() {
        // What could not be copied now is copied another time.
        let _failed = copy(connection);
        if finished.send(()).is_err() {
            return;
        }
    }
}

/// Copies as much as no reader and no writer prevents; returns the pages in the log.
fn copy(connection: &Connection) -> Result<i64> {
    connection.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?.query_row([], |row| row.get(1))
}

/// The pages in the log.
fn log_pages(connection: &Connection) -> Result<i64> {
    connection.prepare_cached("PRAGMA wal_checkpoint(NOOP)")?.query_row([], |row| row.get(1))
}
