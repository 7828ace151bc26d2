//! Reading a stored body.

use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;

use crate::Error;
use crate::check::{Unreadable, check_crc, check_hash};
use crate::codec::Codec;
use crate::fronted::Fronted;
use crate::offload::offload;
use crate::open::AT_ONCE;
use crate::record::{FrameTable, Header};

/// A stored body, open for reading. It stays readable while it is held, whatever the collector does.
#[derive(Clone)]
pub struct Body {
    length: u64,
    content: Content,
}

#[derive(Clone)]
enum Content {
    /// One frame, expanded and compared with its hash.
    Whole(Bytes),
    /// A front and one more frame.
    Fronted(Arc<Fronted>),
    /// Many frames, read as they are needed.
    Framed(Arc<Framed>),
}

/// The frames of a large body.
pub(crate) struct Framed {
    pub(crate) file: Arc<File>,
    pub(crate) segment: u64,
    pub(crate) offset: u64,
    pub(crate) header: Header,
    pub(crate) table: FrameTable,
    pub(crate) codec: Arc<Codec>,
    offsets: Vec<u64>,
    /// The frame that was expanded last, since partial reads tend to come one behind the other.
    last: Mutex<Option<(u64, Bytes)>>,
}

/// A range of a body, chunk by chunk, in memory that does not depend on the range's length.
pub struct Chunks {
    body: Body,
    range: Range<u64>,
    /// Hashes what was read, where that will be the whole body.
    hasher: Option<blake3::Hasher>,
}

impl Body {
    pub(crate) fn whole(bytes: Bytes) -> Self {
        Self { length: bytes.len() as u64, content: Content::Whole(bytes) }
    }

    pub(crate) fn fronted(fronted: Arc<Fronted>) -> Self {
        Self { length: fronted.length(), content: Content::Fronted(fronted) }
    }

    pub(crate) fn framed(framed: Framed) -> Self {
        Self { length: framed.header.contents.raw_length, content: Content::Framed(Arc::new(framed)) }
    }

    /// Whether what was read of it has the right checksums. Of many frames none has been read yet.
    pub(crate) fn is_as_stored(&self) -> bool {
        match &self.content {
            Content::Whole(_) | Content::Framed(_) => true,
            Content::Fronted(fronted) => fronted.is_as_stored(),
        }
    }

    /// The length of the body in bytes, uncompressed.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether the body has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The bytes of `range`. For a range that may be large, [`Body::chunks`] needs less memory.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] when the range does not lie within the body, [`Error::Corrupt`] when what was stored is damaged.
    pub async fn read(&self, range: Range<u64>) -> Result<Bytes, Error> {
        self.check_range(&range)?;
        match &self.content {
            Content::Whole(bytes) => Ok(part(bytes, 0, &range)),
            Content::Fronted(fronted) => read_fronted(fronted, &range).await,
            Content::Framed(framed) => {
                let framed = Arc::clone(framed);
                offload(true, move || framed.read(&range)).await?
            }
        }
    }

    /// The bytes of `range`, chunk by chunk.
    #[must_use]
    pub fn chunks(&self, range: Range<u64>) -> Chunks {
        let is_all = range == (0..self.length) && matches!(self.content, Content::Framed(_));
        Chunks { body: self.clone(), range, hasher: is_all.then(blake3::Hasher::new) }
    }

    fn check_range(&self, range: &Range<u64>) -> Result<(), Error> {
        if range.start <= range.end && range.end <= self.length {
            return Ok(());
        }
        Err(Error::Range { start: range.start, end: range.end, length: self.length })
    }
}

impl Chunks {
    /// The next chunk, never empty and at most two frames (512 KiB) long; `None` behind the last one.
    ///
    /// Where the chunks make up the whole body, the last one is given out only if the body's hash is right.
    ///
    /// # Errors
    ///
    /// As [`Body::read`].
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.body.check_range(&self.range)?;
        if self.range.is_empty() {
            return Ok(None);
        }
        let chunk = match &self.body.content {
            Content::Whole(bytes) => part(bytes, 0, &self.range),
            Content::Fronted(fronted) => read_fronted(fronted, &self.range).await?,
            Content::Framed(framed) => {
                let (chunk, hasher) = next_chunk(framed, &self.range, self.hasher.take()).await?;
                self.hasher = hasher;
                chunk
            }
        };
        self.range.start += chunk.len() as u64;
        Ok(Some(chunk))
    }
}

async fn read_fronted(fronted: &Arc<Fronted>, range: &Range<u64>) -> Result<Bytes, Error> {
    let heavy = fronted.needs_all(range) && fronted.length() > AT_ONCE;
    let (fronted, range) = (Arc::clone(fronted), range.clone());
    offload(heavy, move || Ok(part(&fronted.read(&range)?, 0, &range))).await?
}

/// The bytes of `range` that lie in its first frame.
async fn next_chunk(
    framed: &Arc<Framed>,
    range: &Range<u64>,
    hasher: Option<blake3::Hasher>,
) -> Result<(Bytes, Option<blake3::Hasher>), Error> {
    let (framed, range, mut hasher) = (Arc::clone(framed), range.clone(), hasher);
    offload(true, move || {
        let frame = framed.header.frame_of(range.start);
        let chunk = part(&framed.expand(frame)?, framed.header.frame_start(frame), &range);
        if let Some(hasher) = &mut hasher {
            hasher.update(&chunk);
            framed.check_end(hasher, range.start + chunk.len() as u64)?;
        }
        Ok((chunk, hasher))
    })
    .await?
}

impl Framed {
    pub(crate) fn new(
        file: Arc<File>,
        (segment, offset): (u64, u64),
        (header, table): (Header, FrameTable),
        codec: Arc<Codec>,
    ) -> Self {
        let offsets = table.offsets();
        Self { file, segment, offset, header, table, codec, offsets, last: Mutex::new(None) }
    }

    fn read(&self, range: &Range<u64>) -> Result<Bytes, Error> {
        let header = &self.header;
        let (first, last) = (header.frame_of(range.start), header.frame_of(range.end.saturating_sub(1)));
        if last <= first {
            return Ok(part(&self.expand_kept(first)?, header.frame_start(first), range));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(range.end - range.start).unwrap_or(0));
        for frame in first..=last {
            bytes.extend_from_slice(&part(&self.expand(frame)?, header.frame_start(frame), range));
        }
        Ok(bytes.into())
    }

    fn expand_kept(&self, frame: u64) -> Result<Bytes, Error> {
        let mut last = self.last.lock();
        match &*last {
            Some((kept, bytes)) if *kept == frame => Ok(bytes.clone()),
            _ => {
                let bytes = self.expand(frame)?;
                *last = Some((frame, bytes.clone()));
                Ok(bytes)
            }
        }
    }

    /// Reads one frame, compares its checksum and expands it. There is none behind the last one: no bytes.
    fn expand(&self, frame: u64) -> Result<Bytes, Error> {
        self.try_expand(frame).map_err(|unreadable| unreadable.at(self.segment, self.offset))
    }

    fn try_expand(&self, frame: u64) -> Result<Bytes, Unreadable> {
        let index = usize::try_from(frame).unwrap_or(usize::MAX);
        let (Some(frame), Some(place)) = (self.table.frames.get(index), self.offsets.get(index)) else {
            return Ok(Bytes::new());
        };
        let mut stored = vec![0; frame.stored as usize];
        self.file.read_exact_at(&mut stored, self.offset + place)?;
        check_crc(frame, &stored)?;
        Ok(self.codec.decode(frame, stored)?)
    }

    fn check_end(&self, hasher: &blake3::Hasher, end: u64) -> Result<(), Error> {
        if end < self.header.contents.raw_length {
            return Ok(());
        }
        check_hash(hasher, &self.header.contents).map_err(|unreadable| unreadable.at(self.segment, self.offset))
    }
}

/// What `bytes`, which lie at `start`, have in common with `range`.
fn part(bytes: &Bytes, start: u64, range: &Range<u64>) -> Bytes {
    let within = |at: u64| usize::try_from(at.saturating_sub(start)).unwrap_or(usize::MAX).min(bytes.len());
    bytes.slice(within(range.start)..within(range.end))
}
