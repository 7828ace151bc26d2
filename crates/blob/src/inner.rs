//! What all handles of one store share.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::{io, thread};

use posthouse_engine::Engine;
use tokio::sync::{Mutex, Semaphore};

use crate::active::Active;
use crate::check::{Unreadable, check_frames, read_header};
use crate::codec::Codec;
use crate::directory::{Directory, Head, SEGMENT_HEADER, read_head};
use crate::garbage::Garbage;
use crate::index::Index;
use crate::ledger::Ledger;
use crate::offload::offload;
use crate::pins::Pins;
use crate::readers::Readers;
use crate::recover::recover;
use crate::walk::Walk;
use crate::writer::{Mount, Segments, Writer};
use crate::{BlobId, Error, Location, Options};

/// The parts of a store.
pub(crate) struct Inner {
    pub(crate) options: Options,
    pub(crate) directory: Directory,
    pub(crate) index: Index,
    pub(crate) codec: Arc<Codec>,
    pub(crate) readers: Readers,
    pub(crate) pins: Arc<Pins>,
    pub(crate) garbage: Arc<Garbage>,
    pub(crate) ledger: Arc<Ledger>,
    /// Limits how many large drafts are compressed at a time.
    pub(crate) processors: Semaphore,
    /// Whoever collects, verifies or rebuilds has the turn.
    pub(crate) turn: Mutex<()>,
    pub(crate) writer: Writer,
    /// Dropped last: nobody else may open the folder while the writer is still at work.
    _lock: File,
}

impl Inner {
    /// Opens the store in `dir`. Waits for the disk.
    pub(crate) fn open(dir: &Path, engine: Arc<dyn Engine>, options: Options, mount: Mount) -> Result<Self, Error> {
        let directory = Directory::create(dir)?;
        let lock = directory.lock()?.ok_or(Error::InUse)?;
        directory.remove_drafts()?;
        let ledger = Arc::new(Ledger::default());
        let mut segments = Segments { directory: directory.clone(), ledger: Arc::clone(&ledger), mount, next: 1 };
        let active = segments.open_last()?;
        ledger.load(directory.ledger());
        let writer = Writer::start(active, segments, &options)?;
        let garbage = Arc::new(Garbage::new(options.released_queue));
        let processors = thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            index: Index::new(engine),
            codec: Arc::new(Codec::new(options.compression_level, 2 * processors)),
            readers: Readers::new(directory.clone(), options.open_segments),
            pins: Arc::new(Pins::new(Arc::clone(&garbage))),
            garbage,
            ledger,
            processors: Semaphore::new(processors),
            turn: Mutex::new(()),
            writer,
            directory,
            options,
            _lock: lock,
        })
    }

    /// Where the index says that the body is, if it is really there and whole.
    ///
    /// What is damaged counts as not stored, so that a body that comes in again replaces it.
    pub(crate) async fn find_intact(self: &Arc<Self>, id: &BlobId) -> Result<Option<Location>, Error> {
        let Some(location) = self.index.location(id).await? else { return Ok(None) };
        let (inner, id) = (Arc::clone(self), *id);
        match offload(true, move || inner.check(&id, &location)).await? {
            Ok(()) => Ok(Some(location)),
            Err(Unreadable::Damaged(_)) => Ok(None),
            Err(Unreadable::Io(error)) => Err(error.into()),
        }
    }

    /// The open file of `segment`; `None` when there is no such segment.
    pub(crate) async fn file(self: &Arc<Self>, segment: u64) -> Result<Option<Arc<File>>, Error> {
        if let Some(file) = self.readers.cached(segment) {
            return Ok(Some(file));
        }
        let inner = Arc::clone(self);
        Ok(offload(true, move || inner.readers.file(segment)).await??)
    }

    fn check(&self, id: &BlobId, location: &Location) -> Result<(), Unreadable> {
        let file = self.readers.file(location.segment)?.ok_or("the segment is missing")?;
        let header = read_header(&file, location.offset)?;
        if !header.is_of(id, location) {
            return Err(Unreadable::Damaged("another record lies here"));
        }
        check_frames(&file, location.offset, &header)
    }
}

impl Segments {
    /// Books all segments and makes the last one ready to be appended to.
    fn open_last(&mut self) -> Result<Active, Error> {
        let numbers = self.directory.segments()?;
        self.next = numbers.last().map_or(1, |last| last.saturating_add(1));
        let Some((&last, closed)) = numbers.split_last() else { return self.create() };
        for &number in closed {
            self.book(number)?;
        }
        match self.resume(last)? {
            Some(active) => Ok(active),
            None => self.create(),
        }
    }

    /// Books a closed segment, or removes it if nothing was ever written to it.
    fn book(&self, number: u64) -> io::Result<()> {
        let length = self.directory.open_for_reading(number)?.metadata()?.len();
        if length <= SEGMENT_HEADER as u64 {
            return self.directory.remove_segment(number);
        }
        self.ledger.add(number, length - SEGMENT_HEADER as u64);
        Ok(())
    }

    /// Opens the last segment after whatever happened to it; `None` when it cannot be appended to.
    fn resume(&self, number: u64) -> Result<Option<Active>, Error> {
        let file = self.directory.open_for_writing(number)?;
        let mark = match read_head(&file, number)? {
            Head::Sound(mark) => mark,
            Head::Newer => return Err(Error::NewerFormat { segment: number }),
            Head::Damaged => {
                self.retire(number, &file)?;
                return Ok(None);
            }
        };
        let start = SEGMENT_HEADER as u64;
        let end = recover(&file, number, mark, start)?;
        self.ledger.add(number, end - start);
        self.ledger.open(number);
        Ok(Some(Active::new(number, mark, (self.mount)(file), end)))
    }

    /// Keeps a segment without a sound header if there is anything in it, read or not; else it was never finished being
    /// created.
    fn retire(&self, number: u64, file: &File) -> io::Result<()> {
        let first = Walk::new(file, None, file.metadata()?.len()).next()?;
        if first.is_some() { self.book(number) } else { self.directory.remove_segment(number) }
    }
}
