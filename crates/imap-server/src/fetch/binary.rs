//! BINARY[…] and BINARY.SIZE[…]: parts without their transfer encoding (RFC 3516 §4.2, RFC 9051 §6.4.5).
//!
//! The length of a content, and whether it holds NUL, stand before it. So a long one is decoded twice: once to be
//! measured, once to be sent; it is never in memory as a whole. What has parts of its own, and the message itself, has
//! no encoding of its own (RFC 2045 §6.4) and comes as it is stored.

use std::ops::Range;

use bytes::Bytes;
use posthouse_imap_wire::command::FetchItem;
use posthouse_imap_wire::{Part as PartNumber, Partial};
use posthouse_mailbox::{Body, Chunks, StorageError};
use posthouse_message::{Content as Inside, CrlfLines, Encoding, Part, TransferDecoder};

use super::section;
use super::text::Octets;

/// The content of a part, still encoded.
#[derive(Clone, Debug)]
pub(super) struct Content {
    /// Where its encoded form lies in the message.
    range: Range<u64>,
    encoding: Encoding,
    /// Whether it consists of lines, which are sent with CRLF however they came (RFC 3516 §6).
    is_text: bool,
    partial: Option<Partial>,
}

/// What must be known of a content before its first octet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) length: u64,
    pub(super) has_nul: bool,
}

/// What the item brings, held where there is room; `None` for items that decode nothing.
pub(super) async fn octets(
    root: &Part,
    body: &Body,
    item: &FetchItem,
    room: u64,
) -> Result<Option<Octets>, StorageError> {
    let (part, partial) = match item {
        FetchItem::Binary(binary) => (&binary.part, binary.partial),
        FetchItem::BinarySize(part) => (part, None),
        _ => return Ok(None),
    };
    let Some(content) = content(root, part, partial) else { return Ok(Some(Octets::Missing)) };
    if !TransferDecoder::knows(&content.encoding) {
        return Ok(Some(Octets::UnknownEncoding));
    }
    match item {
        FetchItem::BinarySize(_) => content.size(body).await.map(|size| Some(Octets::Size(size))),
        _ => content.load(body, room).await.map(Some),
    }
}

fn content(root: &Part, number: &PartNumber, partial: Option<Partial>) -> Option<Content> {
    let numbers: Vec<u32> = number.0.iter().map(|number| number.get()).collect();
    let part = root.at(&numbers)?;
    Some(match &part.content {
        _ if numbers.is_empty() => Content::as_stored(0..root.body.end, partial),
        Inside::Leaf => Content::of(part, partial),
        Inside::Multipart(_) | Inside::Message { .. } => Content::as_stored(part.body.clone(), partial),
    })
}

impl Content {
    fn of(part: &Part, partial: Option<Partial>) -> Self {
        let is_text = part.media_type == "text";
        Self { range: part.body.clone(), encoding: part.encoding.clone(), is_text, partial }
    }

    fn as_stored(range: Range<u64>, partial: Option<Partial>) -> Self {
        Self { range, encoding: Encoding::Binary, is_text: false, partial }
    }

    /// Whether the stored octets are the content.
    fn is_stored(&self) -> bool {
        self.encoding.is_identity() && !self.is_text
    }

    fn stored_length(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }

    async fn size(&self, body: &Body) -> Result<u64, StorageError> {
        if self.is_stored() {
            return Ok(self.stored_length());
        }
        Ok(self.measure(body).await?.length)
    }

    /// The content itself, if there is room for it, otherwise its measure.
    async fn load(self, body: &Body, room: u64) -> Result<Octets, StorageError> {
        let asked = self.partial.map_or(u64::MAX, |partial| partial.length);
        if asked.min(self.stored_length()) > room {
            let measure = self.measure(body).await?;
            return Ok(Octets::Encoded(self, measure));
        }
        let mut content = Vec::new();
        let mut pieces = self.pieces(body);
        while let Some(piece) = pieces.next().await? {
            content.extend_from_slice(&piece);
        }
        Ok(Octets::Held(Bytes::from(content)))
    }

    async fn measure(&self, body: &Body) -> Result<Measure, StorageError> {
        let mut measure = Measure::default();
        let mut pieces = self.pieces(body);
        while let Some(piece) = pieces.next().await? {
            measure.length += piece.len() as u64;
            measure.has_nul |= has_nul(&piece);
        }
        Ok(measure)
    }

    /// The content, piece by piece.
    pub(super) fn pieces(&self, body: &Body) -> Pieces {
        if self.is_stored() {
            let cut = section::cut(self.partial, self.stored_length());
            let range = self.range.start + cut.start..self.range.start + cut.end;
            return Pieces { skip: 0, left: u64::MAX, ..Pieces::of(self, body.chunks(range)) };
        }
        Pieces::of(self, body.chunks(self.range.clone()))
    }
}

/// Whether octets can only go out as `literal8`.
pub(super) fn has_nul(octets: &[u8]) -> bool {
    memchr::memchr(0, octets).is_some()
}

/// A content on its way out of its encoding, in memory that does not depend on its length.
pub(super) struct Pieces {
    chunks: Chunks,
    lines: Option<CrlfLines>,
    /// Empty behind the last chunk.
    decoder: Option<TransferDecoder>,
    /// How much of the content lies before what is asked for.
    skip: u64,
    /// How much is asked for.
    left: u64,
}

impl Pieces {
    fn of(content: &Content, chunks: Chunks) -> Self {
        Self {
            chunks,
            lines: content.is_text.then(CrlfLines::default),
            decoder: Some(TransferDecoder::new(&content.encoding)),
            skip: content.partial.map_or(0, |partial| partial.origin),
            left: content.partial.map_or(u64::MAX, |partial| partial.length),
        }
    }

    /// The next piece, never empty; `None` behind the last one. Reads no further than what is asked for.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, StorageError> {
        while self.left > 0 && self.decoder.is_some() {
            let mut piece = Vec::new();
            match self.chunks.next().await? {
                Some(chunk) => self.decode(&chunk, &mut piece),
                None => self.finish(&mut piece),
            }
            self.cut(&mut piece);
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }

    fn decode(&mut self, chunk: &[u8], piece: &mut Vec<u8>) {
        let Some(decoder) = &mut self.decoder else { return };
        let Some(lines) = &mut self.lines else { return decoder.push(chunk, piece) };
        let mut text = Vec::with_capacity(chunk.len());
        lines.push(chunk, &mut text);
        decoder.push(&text, piece);
    }

    fn finish(&mut self, piece: &mut Vec<u8>) {
        if let Some(decoder) = self.decoder.take() {
            decoder.finish(piece);
        }
    }

    fn cut(&mut self, piece: &mut Vec<u8>) {
        let skipped = self.skip.min(piece.len() as u64);
        piece.drain(..skipped as usize);
        piece.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.skip -= skipped;
        self.left -= piece.len() as u64;
    }
}
