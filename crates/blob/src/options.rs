//! What can be set about a store.

/// Sizes and limits of a [`BlobStore`](crate::BlobStore).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// A segment file that has reached this many bytes gets no further records; a single larger record may exceed it.
    pub segment_size: u64,
    /// The zstd level, 1 (fast) to 19 (small).
    pub compression_level: i32,
    /// How many compressed bytes a draft keeps in memory, besides one uncompressed frame of 256 KiB, before it moves to a
    /// file.
    pub memory_limit: usize,
    /// How many segment files are held open for reading.
    pub open_segments: usize,
    /// How many bodies may wait for the writer; more drafts wait to be let in.
    pub write_queue: usize,
    /// How many released ids are remembered for the next collection; what exceeds it is found by a sweep.
    pub released_queue: usize,
    /// How many bytes of zeros are written ahead in the open segment, so that a sync need not change the file's size.
    pub write_ahead: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            segment_size: 64 << 20,
            compression_level: 1,
            memory_limit: 256 << 10,
            open_segments: 128,
            write_queue: 256,
            released_queue: 65_536,
            write_ahead: 1 << 20,
        }
    }
}
