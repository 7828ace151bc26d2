//! Turning what arrives into the frames of a record, in bounded memory.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use crate::BlobId;
use crate::active::{Record, Rest};
use crate::codec::Codec;
use crate::record::{Contents, ENTRY, FRAME, Frame, FrameTable, Front, HEADER};

/// A body half-way to a record. It holds at most one frame uncompressed, and either the compressed ones up to a limit
/// or, of those, none but one.
pub(crate) struct Encoder {
    hasher: blake3::Hasher,
    /// What is not compressed yet.
    buffer: Vec<u8>,
    front: Front,
    table: FrameTable,
    frames: Frames,
    length: u64,
}

enum Frames {
    Memory(Vec<u8>),
    File(Spill),
}

/// Frames in a file without a name.
struct Spill {
    file: File,
    length: u64,
    scratch: Vec<u8>,
}

/// Where frames go that are too large for memory.
pub(crate) trait SpillTo {
    /// How many bytes of frames may stay in memory.
    fn memory_limit(&self) -> usize;
    /// A new file.
    fn file(&self) -> io::Result<File>;
}

impl Encoder {
    pub(crate) fn new() -> Self {
        Self {
            hasher: blake3::Hasher::new(),
            buffer: Vec::new(),
            front: Front::default(),
            table: FrameTable::default(),
            frames: Frames::default(),
            length: 0,
        }
    }

    /// Takes what fits into the frame at hand, and returns the rest.
    pub(crate) fn fill<'a>(&mut self, chunk: &'a [u8]) -> &'a [u8] {
        let (taken, rest) = chunk.split_at(chunk.len().min(FRAME - self.buffer.len()));
        let needed = self.buffer.len() + taken.len();
        if needed > self.buffer.capacity() {
            self.buffer.reserve_exact(needed.next_power_of_two() - self.buffer.len());
        }
        self.buffer.extend_from_slice(taken);
        self.length += taken.len() as u64;
        rest
    }

    pub(crate) fn is_full(&self) -> bool {
        self.buffer.len() >= FRAME
    }

    /// How many bytes are still to be hashed and compressed.
    pub(crate) fn pending(&self) -> usize {
        self.buffer.len()
    }

    /// Whether there are frames in a file.
    pub(crate) fn is_spilled(&self) -> bool {
        matches!(self.frames, Frames::File(_))
    }

    /// Compresses the frame at hand, or at first what is of the front.
    pub(crate) fn flush(&mut self, codec: &Codec, spill: &dyn SpillTo) -> io::Result<()> {
        self.make_room(spill)?;
        let end = match self.find_front() {
            0 => self.buffer.len(),
            front => front,
        };
        let raw = self.buffer.get(..end).unwrap_or_default();
        self.hasher.update(raw);
        let frame = self.frames.push(raw, codec)?;
        self.table.frames.push(frame);
        self.buffer.drain(..end);
        Ok(())
    }

    /// The length of the front, if it lies before anything else in the buffer.
    fn find_front(&mut self) -> usize {
        if !self.table.frames.is_empty() {
            return 0;
        }
        self.front = Front::of(&self.buffer);
        self.front.length()
    }

    /// The id of the whole body. Nothing may be filled in afterwards.
    pub(crate) fn hash(&mut self) -> BlobId {
        self.hasher.update(&self.buffer);
        self.hasher.finalize().into()
    }

    /// The record of the body `id`.
    pub(crate) fn into_record(mut self, id: BlobId, codec: &Codec) -> io::Result<Record> {
        let (mut front, rest) = match std::mem::take(&mut self.frames) {
            Frames::Memory(frames) => (self.finish_in_memory(&frames, codec)?, None),
            Frames::File(spill) => (self.room(), Some(self.finish_in_file(spill, codec)?)),
        };
        let table = self.table.encode();
        if let Some(room) = front.get_mut(HEADER..HEADER + table.len()) {
            room.copy_from_slice(&table);
        }
        Ok(Record::new(Contents::body(id, self.length, self.front, &table), front, rest))
    }

    fn finish_in_memory(&mut self, frames: &[u8], codec: &Codec) -> io::Result<Vec<u8>> {
        let split = self.find_front();
        let mut front = self.room();
        front.reserve_exact(frames.len() + Codec::bound(self.buffer.len()) + Codec::bound(split));
        front.extend_from_slice(frames);
        let (first, rest) = self.buffer.split_at(split);
        for raw in [first, rest].into_iter().filter(|raw| !raw.is_empty()) {
            self.table.frames.push(codec.encode(raw, &mut front)?);
        }
        Ok(front)
    }

    fn finish_in_file(&mut self, spill: Spill, codec: &Codec) -> io::Result<Rest> {
        let mut spill = spill;
        if !self.buffer.is_empty() {
            self.table.frames.push(spill.push(&self.buffer, codec)?);
        }
        Ok(Rest { file: Arc::new(spill.file), offset: 0, length: spill.length })
    }

    /// Room for the header and the frame table.
    fn room(&self) -> Vec<u8> {
        let has_front_at_hand = self.table.frames.is_empty() && self.front.length() > 0;
        let frames = self.table.frames.len() + usize::from(has_front_at_hand) + usize::from(!self.buffer.is_empty());
        vec![0; HEADER + frames * ENTRY]
    }

    /// Moves the frames to a file when another one might not fit into memory.
    fn make_room(&mut self, spill: &dyn SpillTo) -> io::Result<()> {
        let Frames::Memory(frames) = &self.frames else { return Ok(()) };
        if frames.len() + Codec::bound(FRAME) <= spill.memory_limit() {
            return Ok(());
        }
        let file = spill.file()?;
        file.write_all_at(frames, 0)?;
        self.frames = Frames::File(Spill { file, length: frames.len() as u64, scratch: Vec::new() });
        Ok(())
    }
}

impl Default for Frames {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

impl Frames {
    fn push(&mut self, raw: &[u8], codec: &Codec) -> io::Result<Frame> {
        match self {
            Self::Memory(frames) => codec.encode(raw, frames),
            Self::File(spill) => spill.push(raw, codec),
        }
    }
}

impl Spill {
    fn push(&mut self, raw: &[u8], codec: &Codec) -> io::Result<Frame> {
        self.scratch.clear();
        let frame = codec.encode(raw, &mut self.scratch)?;
        self.file.write_all_at(&self.scratch, self.length)?;
        self.length += self.scratch.len() as u64;
        Ok(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct To(usize, File);

    impl SpillTo for To {
        fn memory_limit(&self) -> usize {
            self.0
        }

        fn file(&self) -> io::Result<File> {
            self.1.try_clone()
        }
    }

    impl Encoder {
        /// All bytes that its buffers have room for.
        fn memory(&self) -> usize {
            let frames = match &self.frames {
                Frames::Memory(frames) => frames.capacity(),
                Frames::File(spill) => spill.scratch.capacity(),
            };
            self.buffer.capacity() + frames
        }
    }

    fn encode(chunk: &[u8], times: usize, limit: usize) -> (Encoder, usize) {
        let codec = Codec::new(1, 1);
        let to = To(limit, tempfile::tempfile().unwrap());
        let (mut encoder, mut most) = (Encoder::new(), 0);
        for _ in 0..times {
            let mut rest = chunk;
            while !rest.is_empty() {
                if encoder.is_full() {
                    encoder.flush(&codec, &to).unwrap();
                }
                rest = encoder.fill(rest);
                most = most.max(encoder.memory());
            }
        }
        (encoder, most)
    }

    /// Bytes that do not compress.
    fn noise(length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        blake3::Hasher::new().finalize_xof().fill(&mut bytes);
        bytes
    }

    #[test]
    fn a_body_of_50_mb_needs_no_more_memory_than_two_frames() {
        for chunk in [noise(65_537), b"text ".repeat(13_107)] {
            let (encoder, most) = encode(&chunk, 50_000_000 / chunk.len(), 256 << 10);
            assert!(encoder.is_spilled() && most <= 2 * FRAME + 4096, "{most}");
        }
    }

    #[test]
    fn a_small_body_has_a_small_buffer_and_no_file() {
        let (encoder, most) = encode(&[7; 1000], 9, 256 << 10);
        assert!(!encoder.is_spilled() && most <= 16 << 10, "{most}");
    }

    #[test]
    fn frames_stay_in_memory_up_to_the_limit() {
        let (encoder, most) = encode(&[7; FRAME], 8, 1 << 20);
        assert!(!encoder.is_spilled() && most <= (1 << 20) + FRAME, "{most}");
        let (encoder, most) = encode(&noise(FRAME), 8, 1 << 20);
        assert!(encoder.is_spilled() && most <= (1 << 20) + FRAME, "{most}");
    }

    #[test]
    fn the_id_is_the_hash_of_all_chunks() {
        for times in [0, 1, 700] {
            let (mut encoder, _) = encode(&noise(1000), times, 0);
            assert_eq!(encoder.hash(), BlobId::of(&noise(1000).repeat(times)));
        }
    }
}
