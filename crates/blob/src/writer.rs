//! The one thread that writes: it gathers what waits, writes it, syncs once, and answers all.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::sync::{mpsc, oneshot};

use crate::active::{Active, Record};
use crate::directory::{Directory, SEGMENT_HEADER};
use crate::ledger::Ledger;
use crate::medium::Medium;
use crate::record::Mark;
use crate::{Error, Location, Options};

/// A group is written when it has this many records or bytes, even if more are waiting.
const GROUP_RECORDS: usize = 512;
const GROUP_BYTES: u64 = 8 << 20;

/// What an append is answered with.
pub(crate) type Answer = oneshot::Receiver<Result<Location, Error>>;

/// How a new segment's file is written to.
pub(crate) type Mount = Box<dyn Fn(File) -> Box<dyn Medium> + Send>;

/// The way to the thread, which ends, and is waited for, when this is dropped.
pub(crate) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

enum Job {
    Append(Append),
    Seal(oneshot::Sender<Result<(), Error>>),
}

struct Append {
    record: Record,
    answer: oneshot::Sender<Result<Location, Error>>,
}

/// What the thread owns.
struct Thread {
    jobs: mpsc::Receiver<Job>,
    active: Active,
    segments: Segments,
    options: Options,
}

/// Where new segments come from.
pub(crate) struct Segments {
    pub(crate) directory: Directory,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) mount: Mount,
    /// The number of the next one.
    pub(crate) next: u64,
}

impl Writer {
    pub(crate) fn start(active: Active, segments: Segments, options: &Options) -> io::Result<Self> {
        let (sender, jobs) = mpsc::channel(options.write_queue.max(1));
        let thread = Thread { jobs, active, segments, options: options.clone() };
        let thread = thread::Builder::new().name("blob-writer".to_owned()).spawn(move || thread.run())?;
        Ok(Self { jobs: Some(sender), thread: Some(thread) })
    }

    /// Hands the record over; the answer comes when it is durable. Waits while too many others do.
    pub(crate) async fn append(&self, record: Record) -> Result<Answer, Error> {
        let (answer, receiver) = oneshot::channel();
        self.send(Job::Append(Append { record, answer })).await?;
        Ok(receiver)
    }

    /// Lets the next record begin a new segment.
    pub(crate) async fn seal(&self) -> Result<(), Error> {
        let (answer, receiver) = oneshot::channel();
        self.send(Job::Seal(answer)).await?;
        receiver.await.map_err(|_| Error::Stopped)?
    }

    async fn send(&self, job: Job) -> Result<(), Error> {
        let jobs = self.jobs.as_ref().ok_or(Error::Stopped)?;
        jobs.send(job).await.map_err(|_| Error::Stopped)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has answered nobody since, so nothing is lost by its end.
            let _ended = thread.join();
        }
    }
}

impl Thread {
    fn run(mut self) {
        while let Some(job) = self.jobs.blocking_recv() {
            match job {
                Job::Append(first) => self.write_with(first),
                Job::Seal(answer) => self.seal(answer),
            }
        }
        self.active.close();
    }

    /// Writes `first` and everything that waits behind it.
    fn write_with(&mut self, first: Append) {
        let mut bytes = first.record.length();
        let mut group = vec![first];
        while group.len() < GROUP_RECORDS && bytes < GROUP_BYTES {
            match self.jobs.try_recv() {
                Ok(Job::Append(append)) => {
                    bytes += append.record.length();
                    group.push(append);
                }
                Ok(Job::Seal(answer)) => {
                    self.write(group);
                    return self.seal(answer);
                }
                Err(_) => break,
            }
        }
        self.write(group);
    }

    fn write(&mut self, group: Vec<Append>) {
        let mut waiting = group;
        while !waiting.is_empty() {
            let rest = waiting.split_off(self.fitting(&waiting));
            let (mut records, answers): (Vec<_>, Vec<_>) =
                waiting.into_iter().map(|append| (append.record, append.answer)).unzip();
            answer_all(answers, self.append(&mut records));
            waiting = rest;
        }
    }

    /// How many go into the open segment: all up to the one that fills it.
    fn fitting(&self, waiting: &[Append]) -> usize {
        let start =
            if self.active.is_full(self.options.segment_size) { SEGMENT_HEADER as u64 } else { self.active.end() };
        let mut end = start;
        let fills = |append: &Append| {
            end += append.record.length();
            end >= self.options.segment_size
        };
        waiting.iter().position(fills).map_or(waiting.len(), |last| last + 1)
    }

    fn append(&mut self, records: &mut [Record]) -> Result<Vec<Location>, Error> {
        if self.active.is_full(self.options.segment_size) {
            self.roll()?;
        }
        let length: u64 = records.iter().map(Record::length).sum();
        let zeros_until = (self.active.end() + length + self.options.write_ahead).min(self.options.segment_size);
        let locations = self.active.append(records, zeros_until)?;
        self.segments.ledger.grow(self.active.number, length);
        Ok(locations)
    }

    fn seal(&mut self, answer: oneshot::Sender<Result<(), Error>>) {
        let sealed = if self.active.is_empty() { Ok(()) } else { self.roll() };
        // Nobody waiting any more is no reason not to have sealed it.
        let _unheard = answer.send(sealed);
    }

    fn roll(&mut self) -> Result<(), Error> {
        let next = self.segments.create()?;
        self.active.cut();
        self.active = next;
        Ok(())
    }
}

impl Segments {
    /// Creates the next segment. A number is not used again, even when that fails.
    pub(crate) fn create(&mut self) -> Result<Active, Error> {
        let number = self.next;
        self.next += 1;
        let mark = random_mark();
        let file = self.directory.create_segment(number, mark)?;
        self.ledger.open(number);
        Ok(Active::new(number, mark, (self.mount)(file), SEGMENT_HEADER as u64))
    }
}

/// The keys of a hasher's state are random, which is all the chance that a mark needs.
fn random_mark() -> Mark {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0).to_be_bytes()
}

fn answer_all(answers: Vec<oneshot::Sender<Result<Location, Error>>>, result: Result<Vec<Location>, Error>) {
    match result {
        Ok(locations) => answers.into_iter().zip(locations).for_each(|(answer, location)| send(answer, Ok(location))),
        Err(error) => answers.into_iter().for_each(|answer| send(answer, Err(error.clone()))),
    }
}

/// A draft that was given up meanwhile leaves a record without a reference, which a sweep finds.
fn send(answer: oneshot::Sender<Result<Location, Error>>, result: Result<Location, Error>) {
    let _unheard = answer.send(result);
}
