//! What responses consist of: octets that are here, and texts that stream from the blob store to the socket and are
//! never in memory as a whole.

use std::io;
use std::ops::Range;

use posthouse_imap_wire::command::FetchItem;
use posthouse_imap_wire::encode::FetchWriter;
use posthouse_mailbox::{Body, Chunks, StorageError};

use super::binary::{self, Content, has_nul};
use super::text::{Octets, Picked};
use crate::error::Error;
use crate::output::Output;

/// A stretch of responses.
pub(super) enum Piece {
    /// As it goes out.
    Octets(Vec<u8>),
    /// A range of a body.
    Stored(Body, Range<u64>),
    /// Some fields of a header of a body.
    Fields(Body, Box<Picked>),
    /// A part of a body without its transfer encoding, and how long that is.
    Encoded(Body, Content, u64),
}

/// Responses, piece by piece.
#[derive(Default)]
pub(super) struct Pieces {
    ended: Vec<Piece>,
    octets: Vec<u8>,
}

impl Pieces {
    /// Where what comes next is appended.
    pub(super) fn octets(&mut self) -> &mut Vec<u8> {
        &mut self.octets
    }

    /// All pieces, in their order.
    pub(super) fn into_each(mut self) -> impl Iterator<Item = Piece> {
        self.end();
        self.ended.into_iter()
    }

    fn end(&mut self) {
        let octets = std::mem::take(&mut self.octets);
        self.ended.push(Piece::Octets(octets));
    }

    fn push(&mut self, piece: Piece) {
        self.end();
        self.ended.push(piece);
    }

    /// The text of an item.
    pub(super) fn text(&mut self, writer: &mut FetchWriter, item: &FetchItem, octets: Octets, body: &Body) {
        match octets {
            // The size of what is NIL.
            Octets::Missing if matches!(item, FetchItem::BinarySize(_)) => writer.size(self.octets(), item, 0),
            Octets::Missing | Octets::UnknownEncoding => writer.nil(self.octets(), item),
            Octets::Size(size) => writer.size(self.octets(), item, size),
            Octets::Held(octets) => {
                let has_nul = matches!(item, FetchItem::Binary(_)) && has_nul(&octets);
                self.head(writer, item, octets.len() as u64, has_nul);
                self.octets().extend_from_slice(&octets);
            }
            Octets::Stored(range) => {
                self.head(writer, item, range.end - range.start, false);
                self.push(Piece::Stored(body.clone(), range));
            }
            Octets::Fields(picked) => {
                self.head(writer, item, picked.len(), false);
                self.push(Piece::Fields(body.clone(), picked));
            }
            Octets::Encoded(content, measure) => {
                self.head(writer, item, measure.length, measure.has_nul);
                self.push(Piece::Encoded(body.clone(), content, measure.length));
            }
        }
    }

    fn head(&mut self, writer: &mut FetchWriter, item: &FetchItem, length: u64, has_nul: bool) {
        match has_nul {
            true => writer.binary_header(self.octets(), item, length),
            false => writer.text_header(self.octets(), item, length),
        }
    }
}

/// Sends a piece.
///
/// # Errors
/// Where the client is gone, or a text cannot be read: a literal whose length was announced cannot be taken back, so
/// the connection ends.
pub(super) async fn send(piece: Piece, out: &mut Output<'_>) -> Result<(), Error> {
    match piece {
        Piece::Octets(octets) => Ok(out.write(&octets).await?),
        Piece::Stored(body, range) => stream(body.chunks(range), out).await,
        Piece::Fields(body, picked) => {
            let octets = picked.read(&body).await.map_err(broken_off)?;
            if octets.len() as u64 == picked.len() { Ok(out.write(&octets).await?) } else { Err(broken_off(changed())) }
        }
        Piece::Encoded(body, content, length) => stream_decoded(content.pieces(&body), length, out).await,
    }
}

/// Sends chunk by chunk; the next is read while one is sent.
async fn stream(mut chunks: Chunks, out: &mut Output<'_>) -> Result<(), Error> {
    let mut chunk = chunks.next().await.map_err(broken_off)?;
    while let Some(octets) = chunk {
        let (next, sent) = tokio::join!(chunks.next(), out.write(&octets));
        sent?;
        chunk = next.map_err(broken_off)?;
    }
    Ok(())
}

/// As [`stream`], for what is decoded on its way.
async fn stream_decoded(mut pieces: binary::Pieces, length: u64, out: &mut Output<'_>) -> Result<(), Error> {
    let mut left = length;
    let mut piece = pieces.next().await.map_err(broken_off)?;
    while let Some(octets) = piece {
        left = left.checked_sub(octets.len() as u64).ok_or_else(|| broken_off(changed()))?;
        let (next, sent) = tokio::join!(pieces.next(), out.write(&octets));
        sent?;
        piece = next.map_err(broken_off)?;
    }
    if left == 0 { Ok(()) } else { Err(broken_off(changed())) }
}

fn changed() -> StorageError {
    StorageError::Corrupt("a body is not what it was a moment ago".into())
}

fn broken_off(error: impl Into<StorageError>) -> Error {
    Error::Connection(io::Error::other(error.into()))
}
