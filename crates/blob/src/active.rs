//! The segment that is being written.

use std::fs::File;
use std::io::{self, IoSlice};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use crate::Location;
use crate::directory::SEGMENT_HEADER;
use crate::medium::Medium;
use crate::record::{Contents, HEADER, Header, Mark};

/// Copying between files is done in pieces of this size.
const PIECE: usize = 256 << 10;
static ZEROS: [u8; PIECE] = [0; PIECE];

/// A record to be appended. Its header is filled in when its place is known.
pub(crate) struct Record {
    contents: Contents,
    /// Room for the header, then the frame table, then the frames, unless those are in `rest`.
    front: Vec<u8>,
    rest: Option<Rest>,
}

/// Frames that are too large for memory.
pub(crate) struct Rest {
    pub(crate) file: Arc<File>,
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

impl Record {
    /// `front` begins with [`HEADER`] bytes of room. The stored length in `contents` is set from the two parts.
    pub(crate) fn new(contents: Contents, front: Vec<u8>, rest: Option<Rest>) -> Self {
        let frames = rest.as_ref().map_or(0, |rest| rest.length);
        let stored_length = front.len().saturating_sub(HEADER) as u64 + frames;
        Self { contents: Contents { stored_length, ..contents }, front, rest }
    }

    pub(crate) fn length(&self) -> u64 {
        HEADER as u64 + self.contents.stored_length
    }

    fn stamp(&mut self, mark: Mark, synced: u64) {
        let header = Header::new(self.contents, mark, synced).encode();
        if let Some(room) = self.front.first_chunk_mut() {
            *room = header;
        }
    }
}

/// The segment that is being written: everything before `end` is durable.
pub(crate) struct Active {
    pub(crate) number: u64,
    mark: Mark,
    medium: Box<dyn Medium>,
    end: u64,
    /// Up to here the file has zeros that a sync need not account for.
    zeroed: u64,
    /// Where it ended when it was opened.
    found: u64,
    /// Whether the file can no longer be trusted with new records.
    broken: bool,
}

impl Active {
    pub(crate) fn new(number: u64, mark: Mark, medium: Box<dyn Medium>, end: u64) -> Self {
        Self { number, mark, medium, end, zeroed: end, found: end, broken: false }
    }

    /// Where the next record will be.
    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    /// Whether new records belong into another segment.
    pub(crate) fn is_full(&self, segment_size: u64) -> bool {
        self.broken || (self.end >= segment_size && !self.is_empty())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.end <= SEGMENT_HEADER as u64
    }

    /// Makes all of `records` durable, or none: a failure leaves the segment as it was.
    pub(crate) fn append(&mut self, records: &mut [Record], zeros_until: u64) -> io::Result<Vec<Location>> {
        let locations = self.place(records);
        let end = locations.last().map_or(self.end, |last| last.offset + last.length);
        if let Err(error) = self.write(records) {
            self.broken = !self.cut();
            return Err(error);
        }
        self.write_ahead(end, zeros_until);
        if let Err(error) = self.medium.sync() {
            // What a failed sync leaves in memory and on disk may differ, and a second sync would not tell.
            self.broken = true;
            self.cut();
            return Err(error);
        }
        self.end = end;
        Ok(locations)
    }

    /// Gives back the zeros behind the last record.
    pub(crate) fn cut(&mut self) -> bool {
        self.zeroed = self.end;
        self.medium.set_len(self.end).is_ok()
    }

    /// Ends with a filler that says that all before it is durable: what is damaged there later was not torn by a crash,
    /// and is left as it is. If it fails, the next start cuts it off.
    pub(crate) fn close(&mut self) -> bool {
        let is_needed = self.end > self.found && !self.broken;
        let closing = Record::new(Contents::filler(0), vec![0; HEADER], None);
        let is_closed = is_needed && self.append(&mut [closing], 0).is_ok();
        self.cut() && is_closed
    }

    fn place(&self, records: &mut [Record]) -> Vec<Location> {
        let mut offset = self.end;
        let mut place = |record: &mut Record| {
            record.stamp(self.mark, self.end);
            let location = Location { segment: self.number, offset, length: record.length() };
            offset += location.length;
            location
        };
        records.iter_mut().map(&mut place).collect()
    }

    /// One vectored write for each run of records that are in memory.
    fn write(&self, records: &[Record]) -> io::Result<()> {
        let mut slices = Vec::with_capacity(records.len());
        let (mut start, mut at) = (self.end, self.end);
        for record in records {
            slices.push(IoSlice::new(&record.front));
            at += record.front.len() as u64;
            if let Some(rest) = &record.rest {
                self.medium.write_all(&mut slices, start)?;
                slices.clear();
                self.copy(rest, at)?;
                at += rest.length;
                start = at;
            }
        }
        self.medium.write_all(&mut slices, start)
    }

    fn copy(&self, rest: &Rest, to: u64) -> io::Result<()> {
        let mut piece = vec![0; PIECE];
        let mut copied = 0;
        while copied < rest.length {
            let length = usize::try_from(rest.length - copied).unwrap_or(PIECE).min(PIECE);
            rest.file.read_exact_at(&mut piece[..length], rest.offset + copied)?;
            self.medium.write_all(&mut [IoSlice::new(&piece[..length])], to + copied)?;
            copied += length as u64;
        }
        Ok(())
    }

    /// A sync of bytes that overwrite zeros need not wait for the file system's journal, which takes half the time.
    /// That there is no room for the zeros is no failure.
    fn write_ahead(&mut self, end: u64, until: u64) {
        if end <= self.zeroed {
            return;
        }
        let missing = usize::try_from(until.saturating_sub(end)).unwrap_or(usize::MAX);
        let mut zeros: Vec<IoSlice<'_>> = vec![IoSlice::new(&ZEROS); missing / PIECE];
        zeros.push(IoSlice::new(&ZEROS[..missing % PIECE]));
        let written = self.medium.write_all(&mut zeros, end).is_ok();
        self.zeroed = if written { until.max(end) } else { end };
    }
}

#[cfg(test)]
mod tests;
