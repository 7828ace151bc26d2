//! The threads that read.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use posthouse_engine::Error;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::Options;
use crate::error::{OpenError, engine_error, stopped};
use crate::file;
use crate::queue::{AbandonOnPanic, Queue};

/// Reads that may wait for a thread.
const WAITING: u32 = 1024;

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// A few threads with a connection each, and one queue for all of them.
pub(crate) struct Pool {
    queue: Arc<Queue<Job>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Pool {
    pub(crate) fn start(path: &Path, options: &Options) -> Result<Self, OpenError> {
        let queue = Arc::new(Queue::new(WAITING));
        let pool = Self { queue, threads: Mutex::default() };
        for _ in 0..options.readers.max(1) {
            if let Err(error) = pool.add_thread(path, options) {
                pool.stop();
                return Err(error);
            }
        }
        Ok(pool)
    }

    /// Runs `read` on one of the threads, with that thread's connection.
    pub(crate) async fn run<T, F>(&self, read: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = move |connection: &Connection| {
            if !reply.is_closed() {
                let _caller_left = reply.send(read(connection).map_err(engine_error));
            }
        };
        self.queue.push(Box::new(job), 1).await.map_err(|_closed| stopped())?;
        answer.await.map_err(|_dropped| stopped())?
    }

    /// Answers what waits, then ends the threads.
    pub(crate) fn stop(&self) {
        self.queue.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A thread that panicked has left its callers without an answer already.
            let _panicked = thread.join();
        }
    }

    fn add_thread(&self, path: &Path, options: &Options) -> Result<(), OpenError> {
        let connection = file::connect_reader(path, options.reader_cache)?;
        let queue = Arc::clone(&self.queue);
        let thread = thread::Builder::new()
            .name("kv-read".to_owned())
            .spawn(move || serve(&connection, &queue))
            .map_err(|error| file::no_thread(path, &error))?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }
}

fn serve(connection: &Connection, queue: &Queue<Job>) {
    let _guard = AbandonOnPanic(queue);
    let mut jobs = Vec::new();
    while queue.take(1, &mut jobs) {
        jobs.drain(..).for_each(|job| job(connection));
    }
}
