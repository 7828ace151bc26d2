//! The thread that writes: everything that waits becomes one transaction and one fsync.

use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use posthouse_engine::{Batch, CommitError, Error, Precondition, Write};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::Options;
use crate::checkpoint::Checkpoints;
use crate::error::{OpenError, engine_error, stopped};
use crate::file;
use crate::group::{Group, Outcome};
use crate::queue::{AbandonOnPanic, Queue};

/// What may wait for the writer, in weights: so many small batches, or so many KiB.
const WAITING: u32 = 32 * 1024;

/// What one transaction may hold, in weights.
const GROUP: u32 = 8 * 1024;

struct Job {
    batch: Batch,
    reply: oneshot::Sender<Result<(), CommitError>>,
}

/// The way to the thread that writes.
pub(crate) struct Writer {
    queue: Arc<Queue<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(path: &Path, options: &Options) -> Result<Self, OpenError> {
        let connection = file::connect_writer(path, options.writer_cache, options.max_size)?;
        let checkpoints = Checkpoints::start(path, options.log)?;
        let queue = Arc::new(Queue::new(WAITING));
        let thread = thread::Builder::new()
            .name("kv-write".to_owned())
            .spawn({
                let queue = Arc::clone(&queue);
                move || serve(&connection, &queue, checkpoints)
            })
            .map_err(|error| file::no_thread(path, &error))?;
        Ok(Self { queue, thread: Some(thread) })
    }

    pub(crate) async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        let weight = weight(&batch);
        let (reply, answer) = oneshot::channel();
        self.queue.push(Job { batch, reply }, weight).await.map_err(|_closed| stopped())?;
        answer.await.map_err(|_dropped| stopped())?
    }

    /// Stores what waits, then ends the thread.
    pub(crate) fn stop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            // If it panicked, its callers have been told that the engine has stopped.
            let _panicked = thread.join();
        }
    }
}

fn serve(connection: &Connection, queue: &Queue<Job>, mut checkpoints: Checkpoints) {
    let _guard = AbandonOnPanic(queue);
    // Without its statements no commit can work: callers are told that the engine has stopped.
    let Ok(mut group) = Group::prepare(connection) else { return queue.abandon() };
    let mut jobs = Vec::new();
    while queue.take(GROUP, &mut jobs) {
        store(&mut group, std::mem::take(&mut jobs));
        checkpoints.after_commit(connection);
    }
}

/// Stores all of `jobs` at once, or, where that fails, one by one: only the guilty fails.
fn store(group: &mut Group<'_>, jobs: Vec<Job>) {
    if let Err(error) = group.begin() {
        return fail(jobs, error);
    }
    match group.store(jobs.iter().map(|job| &job.batch)) {
        Ok(outcomes) => jobs.into_iter().zip(outcomes).for_each(|(job, outcome)| job.answer(outcome)),
        Err(error) if jobs.len() <= 1 => fail(jobs, error),
        Err(_) => jobs.into_iter().for_each(|job| store(group, vec![job])),
    }
}

fn fail(jobs: Vec<Job>, error: rusqlite::Error) {
    let error = engine_error(error);
    jobs.into_iter().for_each(|job| job.fail(error.clone()));
}

impl Job {
    fn answer(self, outcome: Outcome) {
        let _caller_left = self.reply.send(outcome.map_err(|key| CommitError::Conflict { key }));
    }

    fn fail(self, error: Error) {
        let _caller_left = self.reply.send(Err(error.into()));
    }
}

/// One, and one more for each KiB.
fn weight(batch: &Batch) -> u32 {
    let preconditions = batch.preconditions.iter().map(|precondition| match precondition {
        Precondition::Absent(key) => key.len(),
        Precondition::Equals(key, value) => key.len() + value.len(),
    });
    let writes = batch.writes.iter().map(|write| match write {
        Write::Put(key, value) => key.len() + value.len(),
        Write::Delete(key) => key.len(),
    });
    let bytes: usize = preconditions.chain(writes).sum();
    u32::try_from(bytes / 1024).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests;
