//! Walking through a segment, record by record, over damage if need be.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use memchr::memmem;

use crate::directory::SEGMENT_HEADER;
use crate::record::{HEADER, Header, MAGIC, Mark};

const WINDOW: usize = 64 << 10;

/// What lies in a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// A record with a sound header; what is behind the header has not been looked at.
    Record { offset: u64, header: Header },
    /// Bytes that are no record, up to the next one or to the end.
    Damage { offset: u64, end: u64 },
}

/// A walk over the headers of a segment. It reads the file in large pieces and skips what is behind the headers.
pub(crate) struct Walk<'a> {
    window: Window<'a>,
    mark: Option<Mark>,
    position: u64,
    end: u64,
    has_newer: bool,
}

/// The part of the file that is in memory.
struct Window<'a> {
    file: &'a File,
    start: u64,
    bytes: Vec<u8>,
}

impl<'a> Walk<'a> {
    /// Walks from the first record up to `end`. Where the segment's header is damaged and `mark` therefore unknown,
    /// the first sound record says what it is.
    pub(crate) fn new(file: &'a File, mark: Option<Mark>, end: u64) -> Self {
        Self::resume(file, mark, SEGMENT_HEADER as u64, end)
    }

    /// Goes on at `position`, which must be where an item began or ended.
    pub(crate) fn resume(file: &'a File, mark: Option<Mark>, position: u64, end: u64) -> Self {
        let window = Window { file, start: 0, bytes: Vec::new() };
        Self { window, mark, position, end, has_newer: false }
    }

    /// Where the next item begins.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Whether some of the damage that was walked over is what a newer version wrote.
    pub(crate) fn has_newer(&self) -> bool {
        self.has_newer
    }

    /// The next item; `None` at the end, or where only zeros follow.
    pub(crate) fn next(&mut self) -> io::Result<Option<Item>> {
        let offset = self.position;
        if let Some(header) = self.record_at(offset)? {
            self.mark = Some(header.mark);
            self.position = offset + header.record_length();
            return Ok(Some(Item::Record { offset, header }));
        }
        self.position = self.search(offset + 1)?.unwrap_or(self.end);
        let damaged = self.position < self.end || !self.only_zeros(offset)?;
        Ok(damaged.then_some(Item::Damage { offset, end: self.position }))
    }

    fn record_at(&mut self, offset: u64) -> io::Result<Option<Header>> {
        let Some(bytes) = self.window.view(offset, HEADER, self.end)?.first_chunk::<HEADER>() else {
            return Ok(None);
        };
        let header = Header::decode(bytes).ok();
        self.has_newer |= self.mark.is_some_and(|mark| Header::is_newer(bytes, mark));
        Ok(header.filter(|header| self.is_genuine(offset, header)))
    }

    fn is_genuine(&self, offset: u64, header: &Header) -> bool {
        self.mark.is_none_or(|mark| mark == header.mark)
            && header.synced <= offset
            && header.record_length() <= self.end - offset
    }

    /// Where the next sound record at or behind `from` begins.
    fn search(&mut self, from: u64) -> io::Result<Option<u64>> {
        let mut from = from;
        while let Some(candidate) = self.find_magic(from)? {
            if self.record_at(candidate)?.is_some() {
                return Ok(Some(candidate));
            }
            from = candidate + 1;
        }
        Ok(None)
    }

    fn find_magic(&mut self, from: u64) -> io::Result<Option<u64>> {
        let mut from = from;
        loop {
            let bytes = self.window.view(from, HEADER, self.end)?;
            if let Some(at) = memmem::find(bytes, &MAGIC) {
                return Ok(Some(from + at as u64));
            }
            if bytes.len() < HEADER {
                return Ok(None);
            }
            from += (bytes.len() - MAGIC.len() + 1) as u64;
        }
    }

    fn only_zeros(&mut self, from: u64) -> io::Result<bool> {
        let mut from = from;
        while from < self.end {
            let bytes = self.window.view(from, 1, self.end)?;
            if bytes.is_empty() || bytes.iter().any(|&byte| byte != 0) {
                return Ok(bytes.is_empty());
            }
            from += bytes.len() as u64;
        }
        Ok(true)
    }
}

impl Window<'_> {
    /// The bytes from `offset` on: at least `least` of them unless `end` is nearer, and as many as are in memory.
    fn view(&mut self, offset: u64, least: usize, end: u64) -> io::Result<&[u8]> {
        let available = end.saturating_sub(offset);
        let wanted = available.min(least as u64);
        let loaded = self.start + self.bytes.len() as u64;
        if offset < self.start || offset + wanted > loaded {
            self.load(offset, available)?;
        }
        let skipped = usize::try_from(offset - self.start).unwrap_or(usize::MAX);
        Ok(self.bytes.get(skipped..).unwrap_or_default())
    }

    fn load(&mut self, offset: u64, available: u64) -> io::Result<()> {
        self.start = offset;
        self.bytes.resize(usize::try_from(available).unwrap_or(WINDOW).min(WINDOW), 0);
        let read = read_up_to(self.file, &mut self.bytes, offset)?;
        self.bytes.truncate(read);
        Ok(())
    }
}

fn read_up_to(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
