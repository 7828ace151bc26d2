use std::io;

use flate2::{Compress, Compression, FlushCompress};

/// How many compressed octets are gathered before they are sent.
const PIECE: usize = 16 << 10;

/// A block without octets, as it stands behind a flush (RFC 1951 §3.2.4).
const EMPTY_BLOCK: [u8; 5] = [0, 0, 0, 0xff, 0xff];

/// What the client shall inflate.
#[derive(Default)]
pub(crate) struct Deflater {
    /// None until there is something to compress.
    stream: Option<Compress>,
    packed: Vec<u8>,
    fills: bool,
}

/// What one step has done.
pub(crate) struct Step<'a> {
    /// How many of the given octets were taken.
    pub(crate) taken: usize,
    /// Compressed octets to be sent.
    pub(crate) packed: &'a [u8],
    /// Whether another step is needed, with the octets that were not taken.
    pub(crate) goes_on: bool,
}

impl Deflater {
    /// Compresses the octets so that the client can inflate all of them at once.
    ///
    /// # Errors
    /// None that a client could cause.
    pub(crate) fn flush(&mut self, octets: &[u8]) -> io::Result<Step<'_>> {
        let (taken, goes_on) = self.step(octets, FlushCompress::Sync)?;
        if !goes_on && std::mem::take(&mut self.fills) {
            self.fill(octets.len());
        }
        Ok(Step { taken, packed: &self.packed, goes_on })
    }

    /// What is flushed next is filled up, so that it is not shorter than what the client inflates it to.
    pub(crate) fn fill_next(&mut self) {
        self.fills = true;
    }

    /// The same, and ends the stream.
    ///
    /// # Errors
    /// As [`Deflater::flush`].
    pub(crate) fn finish(&mut self, octets: &[u8]) -> io::Result<Step<'_>> {
        let (taken, goes_on) = self.step(octets, FlushCompress::Finish)?;
        Ok(Step { taken, packed: &self.packed, goes_on })
    }

    /// How many octets were taken, and whether another step is needed.
    fn step(&mut self, octets: &[u8], flush: FlushCompress) -> io::Result<(usize, bool)> {
        let stream = self.stream.get_or_insert_with(|| Compress::new(Compression::fast(), false));
        self.packed.clear();
        self.packed.reserve_exact(PIECE);
        let before = stream.total_in();
        stream.compress_vec(octets, &mut self.packed, flush)?;
        let taken = usize::try_from(stream.total_in() - before).unwrap_or(usize::MAX);
        let goes_on = taken < octets.len() || self.packed.len() == self.packed.capacity();
        Ok((taken, goes_on))
    }

    fn fill(&mut self, length: usize) {
        while self.packed.len() < length {
            self.packed.extend_from_slice(&EMPTY_BLOCK);
        }
    }

    /// Gives all memory back. What follows a flush needs nothing of what was before it, only compresses less.
    pub(crate) fn rest(&mut self) {
        *self = Self::default();
    }
}
