//! Compressing and expanding single frames.

use std::io::{self, Cursor};

use bytes::Bytes;
use parking_lot::Mutex;
use zstd::bulk::{Compressor, Decompressor};

use crate::record::{Damage, Frame};

/// Compresses and expands frames with contexts that are used again.
pub(crate) struct Codec {
    level: i32,
    compressors: Pool<Compressor<'static>>,
    decompressors: Pool<Decompressor<'static>>,
}

/// Contexts at rest, at most as many as there are processors: memory does not grow with the number of threads.
struct Pool<T> {
    idle: Mutex<Vec<T>>,
    kept: usize,
}

impl Codec {
    pub(crate) fn new(level: i32, kept: usize) -> Self {
        Self { level, compressors: Pool::new(kept), decompressors: Pool::new(kept) }
    }

    /// The most bytes that [`Codec::encode`] needs room for.
    pub(crate) fn bound(raw: usize) -> usize {
        zstd::zstd_safe::compress_bound(raw)
    }

    /// Appends `raw` to `out` as one frame, compressed where that makes it smaller.
    pub(crate) fn encode(&self, raw: &[u8], out: &mut Vec<u8>) -> io::Result<Frame> {
        let start = out.len();
        let compressed = self.compress(raw, out)? < raw.len();
        if !compressed {
            out.truncate(start);
            out.extend_from_slice(raw);
        }
        Frame::new(raw.len(), &out[start..], compressed)
    }

    /// The bytes of `frame`; its checksum has been compared, or what the caller compares includes it.
    pub(crate) fn decode(&self, frame: &Frame, stored: impl Into<Bytes>) -> Result<Bytes, Damage> {
        let stored = stored.into();
        let raw = match frame.compressed {
            true => self.expand(&stored, frame.raw as usize).map_err(|_| "a frame cannot be expanded")?.into(),
            false => stored,
        };
        if raw.len() == frame.raw as usize { Ok(raw) } else { Err("a frame has the wrong length") }
    }

    /// Appends the bytes of `frame`, as [`Codec::decode`] gives them, to `out`.
    pub(crate) fn decode_onto(&self, frame: &Frame, stored: &[u8], out: &mut Vec<u8>) -> Result<(), Damage> {
        let start = out.len();
        match frame.compressed {
            true => self.expand_onto(stored, frame.raw as usize, out).map_err(|_| "a frame cannot be expanded")?,
            false => out.extend_from_slice(stored),
        }
        if out.len() - start == frame.raw as usize { Ok(()) } else { Err("a frame has the wrong length") }
    }

    fn compress(&self, raw: &[u8], out: &mut Vec<u8>) -> io::Result<usize> {
        let mut compressor = self.compressors.take(|| Compressor::new(self.level))?;
        out.reserve_exact(Self::bound(raw.len()));
        let start = out.len() as u64;
        let mut cursor = Cursor::new(out);
        cursor.set_position(start);
        let written = compressor.compress_to_buffer(raw, &mut cursor)?;
        self.compressors.give_back(compressor);
        Ok(written)
    }

    fn expand(&self, stored: &[u8], length: usize) -> io::Result<Vec<u8>> {
        let mut raw = Vec::with_capacity(length);
        self.expand_onto(stored, length, &mut raw)?;
        Ok(raw)
    }

    fn expand_onto(&self, stored: &[u8], length: usize, out: &mut Vec<u8>) -> io::Result<()> {
        let mut decompressor = self.decompressors.take(Decompressor::new)?;
        out.reserve(length);
        let start = out.len() as u64;
        let mut cursor = Cursor::new(out);
        cursor.set_position(start);
        decompressor.decompress_to_buffer(stored, &mut cursor)?;
        self.decompressors.give_back(decompressor);
        Ok(())
    }
}

impl<T> Pool<T> {
    fn new(kept: usize) -> Self {
        Self { idle: Mutex::new(Vec::new()), kept }
    }

    fn take(&self, create: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let idle = self.idle.lock().pop();
        idle.map_or_else(create, Ok)
    }

    fn give_back(&self, context: T) {
        let mut idle = self.idle.lock();
        if idle.len() < self.kept {
            idle.push(context);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_compressed_behind_what_is_there() {
        let text = b"many lines of text\r\n".repeat(100);
        let mut out = b"before".to_vec();
        let frame = Codec::new(1, 1).encode(&text, &mut out).unwrap();
        assert!(frame.compressed && out.len() < 200 && out.starts_with(b"before"));
        assert_eq!(out.len(), 6 + frame.stored as usize);
        assert_eq!(Codec::new(1, 1).decode(&frame, out[6..].to_vec()).unwrap(), text);
    }

    #[test]
    fn what_does_not_shrink_is_kept_as_it_is() {
        let noise: Vec<u8> = blake3::Hasher::new().finalize().as_bytes().to_vec();
        let mut out = Vec::new();
        let frame = Codec::new(1, 1).encode(&noise, &mut out).unwrap();
        assert!(!frame.compressed);
        assert_eq!(out, noise);
    }

    #[test]
    fn a_frame_that_claims_another_length_is_refused() {
        let codec = Codec::new(1, 1);
        let mut out = Vec::new();
        let frame = codec.encode(&[7; 1000], &mut out).unwrap();
        assert!(codec.decode(&Frame { raw: 999, ..frame }, out.clone()).is_err());
        assert!(codec.decode(&Frame { raw: 1001, ..frame }, out.clone()).is_err());
        assert!(codec.decode(&frame, out[1..].to_vec()).is_err());
    }

    #[test]
    fn no_more_contexts_are_kept_than_allowed() {
        let pool = Pool::new(2);
        (0..5).for_each(|context| pool.give_back(context));
        assert_eq!(pool.idle.lock().len(), 2);
    }

    proptest! {
        #[test]
        fn decoding_reverses_encoding(raw: Vec<u8>, prefix in 0_usize..100) {
            let codec = Codec::new(1, 2);
            let mut out = vec![0; prefix];
            let frame = codec.encode(&raw, &mut out).unwrap();
            prop_assert_eq!(codec.decode(&frame, out[prefix..].to_vec()).unwrap(), raw);
        }
    }
}
