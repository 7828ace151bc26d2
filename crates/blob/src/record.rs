//! The layout of a record: header, frame table, frames. `docs/storage-format.md` says every byte.
//!
//! Nothing here reads files or compresses.

use std::io;

use crate::{BlobId, Location};

/// The length of a record's header.
pub(crate) const HEADER: usize = 80;
/// The length of one entry of the frame table.
pub(crate) const ENTRY: usize = 8;
/// What a record begins with.
pub(crate) const MAGIC: [u8; 4] = *b"PHBR";
/// How many bytes of the body are in each frame but the last.
pub(crate) const FRAME: usize = 1 << FRAME_SHIFT;

const VERSION: u8 = 1;
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
    /// Each frame but the last has two to the power of this many bytes of the body.
    pub(crate) frame_shift: u8,
    /// The length of the body, uncompressed.
    pub(crate) raw_length: u64,
    /// The length of everything behind the header: frame table and frames.
    pub(crate) stored_length: u64,
    pub(crate) table_crc: u32,
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

impl Contents {
    /// A body whose frame table and frames follow.
    pub(crate) fn body(id: BlobId, raw_length: u64, table: &[u8]) -> Self {
        let table_crc = crc32fast::hash(table);
        Self { kind: Kind::Body, id, frame_shift: FRAME_SHIFT, raw_length, stored_length: 0, table_crc }
    }

    /// What covers `stored_length` torn bytes behind its header.
    pub(crate) fn filler(stored_length: u64) -> Self {
        let id = BlobId([0; 32]);
        Self { kind: Kind::Filler, id, frame_shift: FRAME_SHIFT, raw_length: 0, stored_length, table_crc: 0 }
    }
}

impl Header {
    pub(crate) fn new(contents: Contents, mark: Mark, synced: u64) -> Self {
        Self { contents, mark, synced }
    }

    pub(crate) fn encode(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4..8].copy_from_slice(&[VERSION, self.contents.kind.encode(), self.contents.frame_shift, 0]);
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
        if bytes[4] != VERSION {
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
            raw_length: u64::from_be_bytes(field(bytes, 48)),
            stored_length: u64::from_be_bytes(field(bytes, 56)),
            table_crc: u32::from_be_bytes(field(bytes, 72)),
        };
        let synced = u64::from_be_bytes(field(bytes, 64));
        Ok(Self { contents, mark: field(bytes, 8), synced })
    }

    /// Keeps later sums from overflowing and later allocations from exceeding the file.
    fn check_lengths(&self) -> Result<(), Damage> {
        let Contents { kind, frame_shift, raw_length, stored_length, .. } = self.contents;
        if !FRAME_SHIFTS.contains(&frame_shift) {
            return Err("the record's frame size is unknown");
        }
        if raw_length > RAW_LENGTH_LIMIT || stored_length > 2 * RAW_LENGTH_LIMIT {
            return Err("the record is impossibly long");
        }
        let table = self.table_length();
        let sound = kind == Kind::Filler || (table..=table + raw_length).contains(&stored_length);
        if sound { Ok(()) } else { Err("the record's lengths contradict each other") }
    }

    /// The length of the whole record.
    pub(crate) fn record_length(&self) -> u64 {
        HEADER as u64 + self.contents.stored_length
    }

    pub(crate) fn frame_size(&self) -> u64 {
        1 << self.contents.frame_shift
    }

    pub(crate) fn table_length(&self) -> u64 {
        self.contents.raw_length.div_ceil(self.frame_size()) * ENTRY as u64
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
        for entry in entries {
            let raw = rest.min(header.frame_size());
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
