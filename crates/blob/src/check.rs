//! Reading what is behind a record's header, and comparing its checksums.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use crate::codec::Codec;
use crate::record::{Contents, Damage, Frame, FrameTable, HEADER, Header};
use crate::{BlobId, Error};

/// Why a record cannot be read.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// The file system failed.
    Io(io::Error),
    /// The bytes are not what was written.
    Damaged(Damage),
}

impl Unreadable {
    /// The error about the record at `offset` of `segment`.
    pub(crate) fn at(self, segment: u64, offset: u64) -> Error {
        match self {
            Self::Io(error) => error.into(),
            Self::Damaged(what) => Error::Corrupt { segment, offset, what },
        }
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged("the file ends too early"),
            _ => Self::Io(error),
        }
    }
}

impl From<Damage> for Unreadable {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

/// Reads the header of the record at `offset`, and makes sure that the file is long enough for the record.
pub(crate) fn read_header(file: &File, offset: u64) -> Result<Header, Unreadable> {
    let mut bytes = [0; HEADER];
    file.read_exact_at(&mut bytes, offset)?;
    let header = Header::decode(&bytes)?;
    let end = offset.saturating_add(header.record_length());
    if file.metadata()?.len() < end { Err(Unreadable::Damaged("the file ends too early")) } else { Ok(header) }
}

/// Reads the frame table of the record at `offset`, whose header is known to fit into the file.
pub(crate) fn read_table(file: &File, offset: u64, header: &Header) -> Result<FrameTable, Unreadable> {
    let length = usize::try_from(header.table_length()).map_err(|_| "the record is impossibly long")?;
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, offset + HEADER as u64)?;
    Ok(FrameTable::decode(&bytes, header)?)
}

/// Compares the checksums of the frame table and of every frame.
pub(crate) fn check_frames(file: &File, offset: u64, header: &Header) -> Result<(), Unreadable> {
    each_frame(file, offset, header, |_, _| Ok(()))
}

/// Expands the whole body and compares its hash.
pub(crate) fn check_body(file: &File, offset: u64, header: &Header, codec: &Codec) -> Result<(), Unreadable> {
    let mut hasher = blake3::Hasher::new();
    each_frame(file, offset, header, |frame, stored| {
        hasher.update(&codec.decode(frame, stored)?);
        Ok(())
    })?;
    check_hash(&hasher, &header.contents)
}

/// Whether what was hashed is the body that the header speaks of.
pub(crate) fn check_hash(hasher: &blake3::Hasher, contents: &Contents) -> Result<(), Unreadable> {
    let id = BlobId::from(hasher.finalize());
    if id == contents.id { Ok(()) } else { Err(Unreadable::Damaged("the hash of the body is wrong")) }
}

pub(crate) fn check_crc(frame: &Frame, stored: &[u8]) -> Result<(), Damage> {
    if crc32fast::hash(stored) == frame.crc { Ok(()) } else { Err("the checksum of a frame is wrong") }
}

fn each_frame(
    file: &File,
    offset: u64,
    header: &Header,
    mut visit: impl FnMut(&Frame, Vec<u8>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let table = read_table(file, offset, header)?;
    for (frame, place) in table.frames.iter().zip(table.offsets()) {
        let mut stored = vec![0; frame.stored as usize];
        file.read_exact_at(&mut stored, offset + place)?;
        check_crc(frame, &stored)?;
        visit(frame, stored)?;
    }
    Ok(())
}
