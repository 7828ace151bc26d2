//! What FETCH tells of an email before its body is opened, from where it costs least.
//!
//! Of many emails it is read from columns, a row for hundreds of them; of few from their own records.

use std::sync::Arc;

use posthouse_blob::{BlobId, Location};
use posthouse_message::{DecodeError, EnvelopeRef, IndexPieces, Part};

use crate::columns::{Block, Column, Missing, Place, Row, Wanted, visit_blocks};
use crate::{Account, Email, EmailId, Error, StorageError};

/// What of emails is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutlinePart {
    /// The envelope.
    Envelope,
    /// The preview.
    Preview,
    /// The parts, and where the body lies.
    Content,
}

impl OutlinePart {
    fn column(self) -> Column {
        match self {
            Self::Envelope => Column::Envelopes,
            Self::Preview => Column::Previews,
            Self::Content => Column::Contents,
        }
    }
}

/// Where the body of an email is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyPlace {
    /// The body.
    pub blob: BlobId,
    /// Where it lay when the message came; it may have moved since.
    pub location: Location,
}

impl BodyPlace {
    pub(crate) const ENCODED: usize = size_of::<BlobId>() + Location::ENCODED;

    pub(crate) fn encode(&self) -> [u8; Self::ENCODED] {
        let mut octets = [0; Self::ENCODED];
        let (blob, location) = octets.split_at_mut(size_of::<BlobId>());
        blob.copy_from_slice(&self.blob.0);
        location.copy_from_slice(&self.location.encode());
        octets
    }

    pub(crate) fn decode(octets: &[u8; Self::ENCODED]) -> Option<Self> {
        let (blob, location) = octets.split_first_chunk()?;
        Some(Self { blob: BlobId(*blob), location: Location::decode(location)? })
    }
}

/// What is known of an email. What was not asked for is as if it were damaged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outline<'a> {
    envelope: &'a [u8],
    preview: &'a str,
    parts: &'a [u8],
    body: Option<BodyPlace>,
}

impl<'a> Outline<'a> {
    /// Everything, from the record of the email.
    ///
    /// # Errors
    /// Where the record is damaged.
    pub fn of(email: &'a Email) -> Result<Self, Error> {
        let IndexPieces { envelope, preview, parts } = IndexPieces::of(email.index_record()).map_err(damaged)?;
        Ok(Self { envelope, preview, parts, body: Some(email.body) })
    }

    /// What columns have; `None` where something that is asked for is not there.
    fn kept(row: Row<'a>, asked: &[OutlinePart]) -> Option<Self> {
        let mut outline = Self::default();
        for part in asked {
            let piece = row.piece(part.column())?;
            match part {
                OutlinePart::Envelope => outline.envelope = piece,
                OutlinePart::Preview => outline.preview = std::str::from_utf8(piece).ok()?,
                OutlinePart::Content => {
                    let (body, parts) = piece.split_first_chunk()?;
                    (outline.body, outline.parts) = (Some(BodyPlace::decode(body)?), parts);
                }
            }
        }
        Some(outline)
    }

    /// The envelope.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn envelope(&self) -> Result<EnvelopeRef<'a>, Error> {
        EnvelopeRef::decode_piece(self.envelope).map_err(damaged)
    }

    /// See [`posthouse_message::Index::preview`].
    #[must_use]
    pub fn preview(&self) -> &'a str {
        self.preview
    }

    /// The root part: its header and body span the whole message.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn root(&self) -> Result<Part, Error> {
        Part::decode_piece(self.parts).map_err(damaged)
    }

    /// Where the body is, for [`Account::body`].
    ///
    /// # Errors
    /// Where it is not known.
    pub fn body(&self) -> Result<BodyPlace, Error> {
        self.body.ok_or_else(|| StorageError::Corrupt("where a body lies is not known".into()).into())
    }
}

fn damaged(error: DecodeError) -> Error {
    StorageError::Corrupt(error.to_string()).into()
}

/// What columns have of emails.
#[derive(Debug, Default)]
pub struct Outlines {
    asked: Vec<OutlinePart>,
    blocks: Vec<Arc<Block>>,
    /// For each email its block, and its place there; `None` where no columns have it.
    places: Vec<Option<(usize, usize)>>,
}

impl Outlines {
    /// What is known of the email at this place of those that were asked for; `None` where its own record is to be read.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Outline<'_>> {
        let (block, place) = (*self.places.get(index)?)?;
        Outline::kept(self.blocks.get(block)?.row(place), &self.asked)
    }

    fn take(&mut self, block: Arc<Block>, places: &[Place]) {
        for place in places {
            if let Some(slot) = self.places.get_mut(place.index) {
                *slot = Some((self.blocks.len(), place.place));
            }
        }
        self.blocks.push(block);
    }
}

impl Account {
    /// What columns have of these emails, where it is worth while to read them. The caller bounds how many it asks for at
    /// once; those whose numbers are near each other ([`EmailId::is_near`]) cost least.
    ///
    /// # Errors
    /// Where the storage fails.
    pub async fn outlines(&self, emails: &[EmailId], asked: &[OutlinePart]) -> Result<Outlines, Error> {
        let wanted = asked.iter().fold(Wanted::default(), |wanted, part| wanted.with(part.column()));
        let mut outlines = Outlines { asked: asked.to_vec(), blocks: Vec::new(), places: vec![None; emails.len()] };
        visit_blocks(self, emails, wanted, Missing::Leave, |block, places| outlines.take(block, places)).await?;
        Ok(outlines)
    }
}
