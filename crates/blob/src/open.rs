//! Finding a body and opening it.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;

use crate::body::{Body, Framed};
use crate::check::{Unreadable, read_header, read_table};
use crate::codec::Codec;
use crate::fronted::Fronted;
use crate::inner::Inner;
use crate::offload::offload;
use crate::readers::read_at_once;
use crate::record::{ENTRY, FRAME, FrameTable, HEADER, Header};
use crate::{BlobId, Error, Location};

/// A record of at most this length is read at once.
const SMALL: u64 = (HEADER + 2 * ENTRY + FRAME) as u64;
/// A body of at most this length is expanded and hashed on the caller's own task.
pub(crate) const AT_ONCE: u64 = 64 << 10;
/// How often a body is looked up again that is moved away under the reader's hands.
const ATTEMPTS: usize = 8;

/// What reading a small record gave.
enum Opened {
    Whole(Bytes),
    Fronted(Arc<Fronted>),
    /// The record is small because it compressed so well.
    ManyFrames,
}

impl Inner {
    /// Opens `id` at the hint, or where the index says.
    pub(crate) async fn open_body(
        self: &Arc<Self>,
        id: &BlobId,
        hint: Option<Location>,
    ) -> Result<Option<Body>, Error> {
        // Where the hint leads to damage, the index may know of a copy that is whole.
        if let Some(hint) = hint
            && let Ok(Some(body)) = self.open_at(id, hint).await
            && body.is_as_stored()
        {
            return Ok(Some(body));
        }
        self.open_indexed(id).await
    }

    async fn open_indexed(self: &Arc<Self>, id: &BlobId) -> Result<Option<Body>, Error> {
        let mut last = None;
        for _ in 0..ATTEMPTS {
            let Some(location) = self.index.location(id).await? else { return Ok(None) };
            if let Some(body) = self.open_at(id, location).await? {
                return Ok(Some(body));
            }
            if last.replace(location) == Some(location) {
                break;
            }
        }
        let Location { segment, offset, .. } = last.unwrap_or_default();
        Err(Error::Corrupt { segment, offset, what: "the segment is missing" })
    }

    /// Opens the record at `location`; `None` when there is no such segment.
    async fn open_at(self: &Arc<Self>, id: &BlobId, location: Location) -> Result<Option<Body>, Error> {
        let Some(file) = self.file(location.segment).await? else { return Ok(None) };
        if location.length <= SMALL {
            let stored = read_small(&file, &location).await?;
            match self.expand_small(id, location, stored).await? {
                Opened::Whole(bytes) => return Ok(Some(Body::whole(bytes))),
                Opened::Fronted(fronted) => return Ok(Some(Body::fronted(fronted))),
                Opened::ManyFrames => {}
            }
        }
        let (id, codec) = (*id, Arc::clone(&self.codec));
        let framed = offload(true, move || open_framed(file, &id, location, codec)).await?;
        framed.map(|framed| Some(Body::framed(framed))).map_err(|unreadable| at(location, unreadable))
    }

    async fn expand_small(&self, id: &BlobId, location: Location, stored: Vec<u8>) -> Result<Opened, Error> {
        let header = decode_header(&stored, id, &location).map_err(|unreadable| at(location, unreadable))?;
        let heavy = header.contents.raw_length > AT_ONCE && header.front_length() == 0;
        let codec = Arc::clone(&self.codec);
        let opened = offload(heavy, move || expand(header, (location.segment, location.offset), stored, codec)).await?;
        opened.map_err(|unreadable| at(location, unreadable))
    }
}

async fn read_small(file: &Arc<File>, location: &Location) -> Result<Vec<u8>, Error> {
    let Location { offset, length, .. } = *location;
    let mut stored = vec![0; usize::try_from(length).unwrap_or(0)];
    if read_at_once(file, &mut stored, offset) {
        return Ok(stored);
    }
    let file = Arc::clone(file);
    let read = offload(true, move || file.read_exact_at(&mut stored, offset).map(|()| stored)).await?;
    read.map_err(|error| at(*location, error.into()))
}

fn decode_header(stored: &[u8], id: &BlobId, location: &Location) -> Result<Header, Unreadable> {
    let bytes = stored.first_chunk::<HEADER>().ok_or("the record is too short")?;
    checked(Header::decode(bytes)?, id, location)
}

fn checked(header: Header, id: &BlobId, location: &Location) -> Result<Header, Unreadable> {
    if header.is_of(id, location) { Ok(header) } else { Err(Unreadable::Damaged("another record lies here")) }
}

/// The body's hash is compared, which includes what the frame's checksum would say.
fn expand(header: Header, at: (u64, u64), stored: Vec<u8>, codec: Arc<Codec>) -> Result<Opened, Unreadable> {
    let has_front = header.front_length() > 0;
    if header.frame_count() > 1 + u64::from(has_front) {
        return Ok(Opened::ManyFrames);
    }
    let frames = HEADER + header.table_length() as usize;
    let table = FrameTable::decode(stored.get(HEADER..frames).ok_or("the record is too short")?, &header)?;
    if has_front {
        let frames = Bytes::from(stored).split_off(frames);
        return Ok(Opened::Fronted(Arc::new(Fronted::new(frames, at, (header, table), codec))));
    }
    let stored = Bytes::from(stored).split_off(frames);
    let body = match table.frames.first() {
        Some(frame) => codec.decode(frame, stored)?,
        None => Bytes::new(),
    };
    if BlobId::of(&body) != header.contents.id {
        return Err(Unreadable::Damaged("the hash of the body is wrong"));
    }
    Ok(Opened::Whole(body))
}

fn open_framed(file: Arc<File>, id: &BlobId, location: Location, codec: Arc<Codec>) -> Result<Framed, Unreadable> {
    let Location { segment, offset, .. } = location;
    let header = checked(read_header(&file, offset)?, id, &location)?;
    let table = read_table(&file, offset, &header)?;
    Ok(Framed::new(file, (segment, offset), (header, table), codec))
}

fn at(location: Location, unreadable: Unreadable) -> Error {
    unreadable.at(location.segment, location.offset)
}
