//! What the maintenance operations report.

use crate::{BlobId, Error};

/// What one collection did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// How many records were found to have no reference; a sweep counts those again that were found before.
    pub dead_bodies: u64,
    /// The bytes of their records.
    pub dead_bytes: u64,
    /// How many live records were copied out of segments that were mostly dead.
    pub moved_bodies: u64,
    /// How many segment files were removed.
    pub removed_segments: u64,
    /// How many bytes the removed segment files had.
    pub removed_bytes: u64,
}

/// What the store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// How many segment files there are.
    pub segments: u64,
    /// Bytes of records not known to be dead.
    pub live_bytes: u64,
    /// Bytes of records known to be dead; garbage that only a sweep can find is counted as live until then.
    pub dead_bytes: u64,
}

/// What a verification read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many segment files.
    pub segments: u64,
    /// How many whole records.
    pub bodies: u64,
    /// How many bytes the bodies have, uncompressed.
    pub raw_bytes: u64,
    /// How many bytes their records have.
    pub stored_bytes: u64,
    /// How many problems were reported.
    pub problems: u64,
}

/// Something wrong that a verification found.
#[derive(Clone, Debug)]
pub enum Problem {
    /// Damage in a segment file; the error says where. The id is known where the record's header is whole.
    Damaged {
        /// The body that cannot be read.
        id: Option<BlobId>,
        /// Where the damage is and what does not fit.
        error: Error,
    },
    /// The index names a place where there is no such body.
    Missing {
        /// The body that cannot be found.
        id: BlobId,
    },
}

/// What rebuilding the index found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many different bodies are in the index now.
    pub bodies: u64,
    /// How many references are in the index now.
    pub references: u64,
    /// The references whose body is in no segment.
    pub missing: Vec<(BlobId, [u8; 16])>,
}
