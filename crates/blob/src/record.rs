//! The layout of a record: header, frame table, frames. `docs/storage-format.md` says every byte.
//!
//! Nothing here reads files or compresses.

use std::io;

use memchr::memmem;

use crate::{BlobId, Location};

/// The length of a record's header.
pub(crate) const HEADER: usize = 80;
/// The length of one entry of the frame table.
pub(crate) const ENTRY: usize = 8;
/// What a record begins with.
pub(crate) const MAGIC: [u8; 4] = *b"PHBR";
/// How many bytes of the body are in each frame but the last.
pub(crate) const FRAME: usize = 1 << FRAME_SHIFT;

/// The version of records without a front; those with one have the next.
const VERSION: u8 = 1;
const VERSION_WITH_FRONT: u8 = 2;
/// The front is a multiple of this long.
const FRONT_UNIT: usize = 64;
/// How much must follow a front to make it worth a frame of its own.
const LEAST_BEHIND_FRONT: usize = 1 << 10;
const FRAME_SHIFT: u8 = 18;
/// Frames of 4 KiB to 16 MiB are understood, so that the frame size can change without a new version.
const FRAME_SHIFTS: std::ops::RangeInclusive<u8> = 12..=24;
/// Far above any body, and far below an overflow of the sums that are made of it.
const RAW_LENGTH_LIMIT: u64 = 1 << 48;
const COMPRESSED: u32 = 1 << 31;

/// Random bytes that a segment's header and all its records share, so that no body can imitate a record.
pub(crate) type Mark = [u8; 8];

/// What does not fit in damaged bytes.
pub(crate) type Damage = &'static str;

/// What a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It holds a body.
    Body,
    /// It covers bytes that a power cut left half-written.
    Filler,
}

/// What is known of a record before it has a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) kind: Kind,
    pub(crate) id: BlobId,
    /// Each frame but the front and the last has two to the power of this many bytes of the body.
    pub(crate) frame_shift: u8,
    pub(crate) front: Front,
    /// The length of the body, uncompressed.
    pub(crate) raw_length: u64,
    /// The length of everything behind the header: frame table and frames.
    pub(crate) stored_length: u64,
    pub(crate) table_crc: u32,
}

/// The first frame, where it is shorter than the others: what a message has before its first blank line, which is read
/// much more often than the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Front {
    /// 0 stands for none.
    units: u8,
}

/// The header of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) contents: Contents,
    pub(crate) mark: Mark,
    /// Everything in the segment before this offset was durable when the record was written.
    pub(crate) synced: u64,
}

/// One frame: a piece of the body that is compressed by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) compressed: bool,
    pub(crate) stored: u32,
    pub(crate) raw: u32,
    /// CRC-32 of the stored bytes.
    pub(crate) crc: u32,
}

/// The frames of a record, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FrameTable {
    pub(crate) frames: Vec<Frame>,
}

impl Front {
    /// The front of a body that begins with `bytes`.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let most = FRONT_UNIT * usize::from(u8::MAX);
        let searched = bytes.get(..most).unwrap_or(bytes);
        let blank = memmem::find(searched, b"\r\n\r\n").or_else(|| memmem::find(searched, b"\n\n"));
        let units = blank.map_or(0, |at| (at + 4).div_ceil(FRONT_UNIT));
        match u8::try_from(units) {
            Ok(units) if bytes.len() >= usize::from(units) * FRONT_UNIT + LEAST_BEHIND_FRONT => Self { units },
            _ => Self::default(),
        }
    }

    /// How many bytes of the body it has; 0 where there is none.
    pub(crate) fn length(self) -> usize {
        usize::from(self.units) * FRONT_UNIT
    }

    fn is_some(self) -> bool {
        self.units > 0
    }

    fn decode(version: u8, units: u8) -> Result<Self, Damage> {
        match (version, units) {
            (VERSION, _) => Ok(Self::default()),
            (_, 0) => Err("the record's front is missing"),
            (_, units) => Ok(Self { units }),
        }
    }
}

impl Contents {
    /// A body whose frame table and frames follow.
    pub(crate) fn body(id: BlobId, raw_length: u64, front: Front, table: &[u8]) -> Self {
        let table_crc = crc32fast::hash(table);
        Self { kind: Kind::Body, id, frame_shift: FRAME_SHIFT, front, raw_length, stored_length: 0, table_crc }
    }

    /// What covers `stored_length` torn bytes behind its header.
    pub(crate) fn filler(stored_length: u64) -> Self {
        let id = BlobId([0; 32]);
        let front = Front::default();
        Self { kind: Kind::Filler, id, frame_shift: FRAME_SHIFT, front, raw_length: 0, stored_length, table_crc: 0 }
    }
}

impl Header {
    pub(crate) fn new(contents: Contents, mark: Mark, synced: u64) -> Self {
        Self { contents, mark, synced }
    }

    pub(crate) fn encode(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..4].copy_from_slice(&MAGIC);
        let Contents { kind, frame_shift, front, .. } = self.contents;
        let version = if front.is_some() { VERSION_WITH_FRONT } else { VERSION };
        bytes[4..8].copy_from_slice(&[version, kind.encode(), frame_shift, front.units]);
        bytes[8..16].copy_from_slice(&self.mark);
        bytes[16..48].copy_from_slice(&self.contents.id.0);
        bytes[48..56].copy_from_slice(&self.contents.raw_length.to_be_bytes());
        bytes[56..64].copy_from_slice(&self.contents.stored_length.to_be_bytes());
        bytes[64..72].copy_from_slice(&self.synced.to_be_bytes());
        bytes[72..76].copy_from_slice(&self.contents.table_crc.to_be_bytes());
        let crc = crc32fast::hash(&bytes[..76]);
        bytes[76..].copy_from_slice(&crc.to_be_bytes());
        bytes
    }

    pub(crate) fn decode(bytes: &[u8; HEADER]) -> Result<Self, Damage> {
        if bytes[..4] != MAGIC {
            return Err("no record begins here");
        }
        if !matches!(bytes[4], VERSION | VERSION_WITH_FRONT) {
            return Err("the record's version is unknown");
        }
        if !has_right_checksum(bytes) {
            return Err("the checksum of the record's header is wrong");
        }
        let header = Self::fields(bytes)?;
        header.check_lengths()?;
        Ok(header)
    }

    /// Whether a newer version wrote this header, in the segment with that mark: it is whole, but not understood here.
    ///
    /// Magic, version, mark and checksum are where they are in every version to come.
    pub(crate) fn is_newer(bytes: &[u8; HEADER], mark: Mark) -> bool {
        bytes[..4] == MAGIC && field(bytes, 8) == mark && has_right_checksum(bytes) && Self::decode(bytes).is_err()
    }

    fn fields(bytes: &[u8; HEADER]) -> Result<Self, Damage> {
        let contents = Contents {
            kind: Kind::decode(bytes[5])?,
            id: BlobId(field(bytes, 16)),
            frame_shift: bytes[6],
            front: Front::decode(bytes[4], bytes[7])?,
            raw_length: u64::from_be_bytes(field(bytes, 48)),
            stored_length: u64::from_be_bytes(field(bytes, 56)),
            table_crc: u32::from_be_bytes(field(bytes, 72)),
        };
        let synced = u64::from_be_bytes(field(bytes, 64));
        Ok(Self { contents, mark: field(bytes, 8), synced })
    }

    /// Keeps later sums from overflowing and later allocations from exceeding the file.
    fn check_lengths(&self) -> Result<(), Damage> {
        let Contents { kind, frame_shift, front, raw_length, stored_length, .. } = self.contents;
        if !FRAME_SHIFTS.contains(&frame_shift) {
            return Err("the record's frame size is unknown");
        }
        if raw_length > RAW_LENGTH_LIMIT || stored_length > 2 * RAW_LENGTH_LIMIT {
            return Err("the record is impossibly long");
        }
        if front.is_some() && front.length() as u64 >= raw_length {
            return Err("the record's front is longer than its body");
        }
        let table = self.table_length();
        let sound = kind == Kind::Filler || (table..=table + raw_length).contains(&stored_length);
        if sound { Ok(()) } else { Err("the record's lengths contradict each other") }
    }

    /// The length of the whole record.
    pub(crate) fn record_length(&self) -> u64 {
        HEADER as u64 + self.contents.stored_length
    }

    /// The length of every frame but the front and the last.
    fn frame_size(&self) -> u64 {
        1 << self.contents.frame_shift
    }

    /// How many bytes of the body its front has.
    pub(crate) fn front_length(&self) -> u64 {
        self.contents.front.length() as u64
    }

    /// How many frames the body has.
    pub(crate) fn frame_count(&self) -> u64 {
        let behind_front = self.contents.raw_length.saturating_sub(self.front_length());
        u64::from(self.contents.front.is_some()) + behind_front.div_ceil(self.frame_size())
    }

    /// Which frame has this byte of the body.
    pub(crate) fn frame_of(&self, position: u64) -> u64 {
        match position.checked_sub(self.front_length()) {
            Some(behind) => u64::from(self.contents.front.is_some()) + behind / self.frame_size(),
            None => 0,
        }
    }

    /// The first byte of the body that is in this frame.
    pub(crate) fn frame_start(&self, frame: u64) -> u64 {
        match frame.checked_sub(u64::from(self.contents.front.is_some())) {
            Some(behind) => self.front_length() + behind * self.frame_size(),
            None => 0,
        }
    }

    pub(crate) fn table_length(&self) -> u64 {
        self.frame_count() * ENTRY as u64
    }

    /// Whether this is the header of the body `id`, which an index says is `length` bytes long.
    pub(crate) fn is_of(&self, id: &BlobId, location: &Location) -> bool {
        let contents = &self.contents;
        contents.kind == Kind::Body && contents.id == *id && self.record_length() == location.length
    }
}

impl Kind {
    fn encode(self) -> u8 {
        match self {
            Self::Body => 1,
            Self::Filler => 2,
        }
    }

    fn decode(byte: u8) -> Result<Self, Damage> {
        match byte {
            1 => Ok(Self::Body),
            2 => Ok(Self::Filler),
            _ => Err("the record's kind is unknown"),
        }
    }
}

impl Frame {
    pub(crate) fn new(raw: usize, stored: &[u8], compressed: bool) -> io::Result<Self> {
        let length = |length: usize| u32::try_from(length).map_err(io::Error::other);
        Ok(Self { compressed, stored: length(stored.len())?, raw: length(raw)?, crc: crc32fast::hash(stored) })
    }

    fn encode(&self) -> [u8; ENTRY] {
        let flag = if self.compressed { COMPRESSED } else { 0 };
        let mut bytes = [0; ENTRY];
        bytes[..4].copy_from_slice(&(self.stored | flag).to_be_bytes());
        bytes[4..].copy_from_slice(&self.crc.to_be_bytes());
        bytes
    }

    fn decode(bytes: &[u8; ENTRY], raw: u32) -> Result<Self, Damage> {
        let length = u32::from_be_bytes(field(bytes, 0));
        let compressed = length & COMPRESSED != 0;
        let stored = length & !COMPRESSED;
        let sound = if compressed { stored < raw } else { stored == raw };
        if !sound {
            return Err("a frame's length does not fit");
        }
        Ok(Self { compressed, stored, raw, crc: u32::from_be_bytes(field(bytes, 4)) })
    }
}

impl FrameTable {
    pub(crate) fn encode(&self) -> Vec<u8> {
        self.frames.iter().flat_map(Frame::encode).collect()
    }

    /// Reads the table that follows `header`.
    pub(crate) fn decode(bytes: &[u8], header: &Header) -> Result<Self, Damage> {
        if crc32fast::hash(bytes) != header.contents.table_crc {
            return Err("the checksum of the frame table is wrong");
        }
        let (entries, _) = bytes.as_chunks::<ENTRY>();
        let mut rest = header.contents.raw_length;
        let mut frames = Vec::with_capacity(entries.len());
        for (entry, index) in entries.iter().zip(0..) {
            let raw = rest.min(header.frame_start(index + 1) - header.frame_start(index));
            rest -= raw;
            frames.push(Frame::decode(entry, u32::try_from(raw).unwrap_or(u32::MAX))?);
        }
        let table = Self { frames };
        let whole = rest == 0 && table.stored_length() + bytes.len() as u64 == header.contents.stored_length;
        if whole { Ok(table) } else { Err("the frame table contradicts the header") }
    }

    /// The length of all frames together, as stored.
    pub(crate) fn stored_length(&self) -> u64 {
        self.frames.iter().map(|frame| u64::from(frame.stored)).sum()
    }

    /// Where each frame begins, from the start of the record.
    pub(crate) fn offsets(&self) -> Vec<u64> {
        let mut at = (HEADER + self.frames.len() * ENTRY) as u64;
        let mut place = |frame: &Frame| {
            let offset = at;
            at += u64::from(frame.stored);
            offset
        };
        self.frames.iter().map(&mut place).collect()
    }
}

fn has_right_checksum(bytes: &[u8; HEADER]) -> bool {
    crc32fast::hash(&bytes[..76]) == u32::from_be_bytes(field(bytes, 76))
}

/// `N` bytes at a place that is known to lie within.
fn field<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[at..at + N]);
    field
}

#[cfg(test)]
mod tests;
