//! A body whose front is a frame of its own and whose rest is one more: whoever asks for the front pays for the front.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use crate::check::{Unreadable, check_crc};
use crate::codec::Codec;
use crate::record::{Frame, FrameTable, Header};
use crate::{BlobId, Error};

/// Two frames, as stored.
pub(crate) struct Fronted {
    stored: Bytes,
    segment: u64,
    offset: u64,
    header: Header,
    table: FrameTable,
    codec: Arc<Codec>,
    /// Whether the checksums of both frames are right, once that is known.
    is_checked: OnceLock<bool>,
    front: OnceLock<Bytes>,
    whole: OnceLock<Bytes>,
}

impl Fronted {
    /// `stored` has the frames only.
    pub(crate) fn new(
        stored: Bytes,
        (segment, offset): (u64, u64),
        (header, table): (Header, FrameTable),
        codec: Arc<Codec>,
    ) -> Self {
        let (is_checked, front, whole) = Default::default();
        Self { stored, segment, offset, header, table, codec, is_checked, front, whole }
    }

    pub(crate) fn length(&self) -> u64 {
        self.header.contents.raw_length
    }

    /// Whether the checksums of both frames are right.
    pub(crate) fn is_as_stored(&self) -> bool {
        *self.is_checked.get_or_init(|| (0..self.table.frames.len()).all(|index| self.stored_frame(index).is_ok()))
    }

    /// Whether more than the front has to be expanded for this range, and is not yet.
    pub(crate) fn needs_all(&self, range: &Range<u64>) -> bool {
        range.end > self.header.front_length() && self.whole.get().is_none()
    }

    /// The bytes from which the range, which lies within the body, can be cut at its place.
    pub(crate) fn read(&self, range: &Range<u64>) -> Result<Bytes, Error> {
        let expand = if range.end <= self.header.front_length() { Self::front } else { Self::whole };
        expand(self).map_err(|unreadable| unreadable.at(self.segment, self.offset))
    }

    fn front(&self) -> Result<Bytes, Unreadable> {
        if let Some(bytes) = self.whole.get().or(self.front.get()) {
            return Ok(bytes.clone());
        }
        let (frame, stored) = self.stored_frame(0)?;
        let front = self.codec.decode(frame, self.stored.slice_ref(stored))?;
        Ok(self.front.get_or_init(|| front).clone())
    }

    /// The body's hash is compared.
    fn whole(&self) -> Result<Bytes, Unreadable> {
        if let Some(bytes) = self.whole.get() {
            return Ok(bytes.clone());
        }
        let mut body = Vec::with_capacity(usize::try_from(self.length()).unwrap_or(0));
        for index in 0..self.table.frames.len() {
            let (frame, stored) = self.stored_frame(index)?;
            self.codec.decode_onto(frame, stored, &mut body)?;
        }
        if BlobId::of(&body) != self.header.contents.id {
            return Err(Unreadable::Damaged("the hash of the body is wrong"));
        }
        Ok(self.whole.get_or_init(|| body.into()).clone())
    }

    /// A frame, its checksum compared.
    fn stored_frame(&self, index: usize) -> Result<(&Frame, &[u8]), Unreadable> {
        let start: usize = self.table.frames.iter().take(index).map(|frame| frame.stored as usize).sum();
        let frame = self.table.frames.get(index).ok_or("a frame is missing")?;
        let end = start + frame.stored as usize;
        let stored = self.stored.get(start..end).ok_or("the record is too short")?;
        if self.is_checked.get() != Some(&true) {
            check_crc(frame, stored)?;
        }
        Ok((frame, stored))
    }
}
