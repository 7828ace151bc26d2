//! Items that are bytes of the message: BODY[…], the RFC822 items, and BINARY[…].
//!
//! BODY[…] and the RFC822 items go out as they are stored, NUL included. ABNF `CHAR8` forbids NUL in a literal, but
//! whoever sent or appended such a message must get back what he gave (signatures, checksums), the length would be the
//! same whatever stood in its place, and the clients of today read literals by their length.

use std::ops::Range;

use bytes::Bytes;
use posthouse_imap_wire::command::FetchItem;
use posthouse_mailbox::{Account, Body, Error as MailboxError, Outline, StorageError};

use super::binary::{self, Content, Measure};
use super::header_fields::HeaderFields;
use super::section;

/// Texts that lie within this many octets are read at once, others stream.
pub(super) const SHORT: u64 = 128 << 10;

/// How many octets of texts are held of one message, however many items name them; the others are read and made while they
/// are sent.
const HELD: u64 = SHORT;

/// How long a header is, in octets, from which on others get a turn after each look at it: it may have hundreds of thousands of
/// fields, and hundreds of items may ask for some of them.
const LONG_HEADER: u64 = 16 << 10;

/// How much of a header HEADER.FIELDS looks at. No header of a real message is that long.
const HEADER: u64 = 1 << 20;

/// The texts that a FETCH asks of one message.
pub(super) struct Texts {
    body: Body,
    /// One for each item that names a text, in their order.
    octets: Vec<Octets>,
}

/// A text and the body that it is of.
pub(super) struct Text {
    pub(super) octets: Octets,
    pub(super) body: Body,
}

/// A text, or the way to it.
#[derive(Debug)]
pub(super) enum Octets {
    /// There is no such text: NIL.
    Missing,
    /// It is here.
    Held(Bytes),
    /// It is to be streamed from the body.
    Stored(Range<u64>),
    /// Some fields of a header, to be picked when they are sent.
    Fields(Box<Picked>),
    /// It is to be streamed from the body and decoded.
    Encoded(Content, Measure),
    /// Only its length is asked for.
    Size(u64),
    /// Nobody knows how to decode it.
    UnknownEncoding,
}

/// Fields of a header that are picked a second time: there was no room to hold them.
#[derive(Debug)]
pub(crate) struct Picked {
    header: Range<u64>,
    /// What names the fields.
    item: FetchItem,
    /// What of them is asked for.
    cut: Range<u64>,
}

impl Picked {
    pub(super) fn len(&self) -> u64 {
        self.cut.end - self.cut.start
    }

    /// The fields.
    ///
    /// # Errors
    /// Where the body cannot be read.
    pub(super) async fn read(&self, body: &Body) -> Result<Bytes, StorageError> {
        let header = body.read(self.header.clone()).await?;
        let fields = HeaderFields::named_by(&self.item).map(|fields| fields.of(&header)).unwrap_or_default();
        let cut = fields.get(self.cut.start as usize..self.cut.end as usize);
        Ok(Bytes::copy_from_slice(cut.unwrap_or_default()))
    }
}

impl Octets {
    /// How much of memory it takes.
    pub(super) fn held(&self) -> u64 {
        match self {
            Self::Held(octets) => octets.len() as u64,
            _ => 0,
        }
    }
}

impl Texts {
    /// Whether one of them cannot be decoded.
    pub(super) fn has_unknown_encoding(&self) -> bool {
        self.octets.iter().any(|octets| matches!(octets, Octets::UnknownEncoding))
    }

    pub(super) fn into_each(self) -> impl Iterator<Item = Text> {
        self.octets.into_iter().map(move |octets| Text { octets, body: self.body.clone() })
    }
}

/// Whether the item is one of a text.
pub(super) fn is_text(item: &FetchItem) -> bool {
    let is_stored =
        matches!(item, FetchItem::Section(_) | FetchItem::Rfc822 | FetchItem::Rfc822Header | FetchItem::Rfc822Text);
    is_stored || matches!(item, FetchItem::Binary(_) | FetchItem::BinarySize(_))
}

/// Reads the texts of a message that are short, and finds the others.
pub(super) async fn load(account: &Account, outline: &Outline<'_>, items: &[FetchItem]) -> Result<Texts, MailboxError> {
    let root = outline.root()?;
    let body = account.body(outline.body()?).await?;
    if body.len() != root.body.end {
        return Err(StorageError::Corrupt("the body has not the size that its record says".into()).into());
    }
    let (mut texts, mut room) = (Vec::new(), HELD);
    for item in items {
        let text = match section::text(&root, item) {
            Some(text) => Some(octets(&body, item, text, room).await?),
            None => binary::octets(&root, &body, item, room).await?,
        };
        let Some(text) = text else { continue };
        room = room.saturating_sub(text.held());
        texts.push(text);
    }
    read_short(&body, &mut texts, room).await?;
    Ok(Texts { body, octets: texts })
}

async fn octets(body: &Body, item: &FetchItem, text: section::Text<'_>, room: u64) -> Result<Octets, StorageError> {
    let partial = section::partial(item);
    match text {
        section::Text::Missing => Ok(Octets::Missing),
        section::Text::Range(range) => {
            let cut = section::cut(partial, range.end.saturating_sub(range.start));
            Ok(Octets::Stored(range.start + cut.start..range.start + cut.end))
        }
        section::Text::Fields(header, fields) => {
            let header = header.start..header.end.min(header.start + HEADER);
            let subset = fields.of(&body.read(header.clone()).await?);
            if header.end - header.start > LONG_HEADER {
                tokio::task::yield_now().await;
            }
            let cut = section::cut(partial, subset.len() as u64);
            if cut.end - cut.start > room {
                return Ok(Octets::Fields(Box::new(Picked { header, item: item.clone(), cut })));
            }
            let subset = subset.get(cut.start as usize..cut.end as usize).unwrap_or_default();
            Ok(Octets::Held(Bytes::copy_from_slice(subset)))
        }
    }
}

/// Reads the texts that are near each other at once, if they are short, and short together.
async fn read_short(body: &Body, texts: &mut [Octets], room: u64) -> Result<(), StorageError> {
    if stored(texts).map(|range| range.end - range.start).sum::<u64>() > room {
        return Ok(());
    }
    let Some(span) = span(texts).filter(|span| span.end - span.start <= SHORT) else { return Ok(()) };
    let bytes = body.read(span.clone()).await?;
    for text in texts {
        if let Octets::Stored(range) = text {
            *text = Octets::Held(bytes.slice((range.start - span.start) as usize..(range.end - span.start) as usize));
        }
    }
    Ok(())
}

/// From the begin of the first text that is not here to the end of the last.
fn span(texts: &[Octets]) -> Option<Range<u64>> {
    stored(texts).reduce(|span, range| span.start.min(range.start)..span.end.max(range.end))
}

/// The texts that are not here.
fn stored(texts: &[Octets]) -> impl Iterator<Item = Range<u64>> {
    texts.iter().filter_map(|text| match text {
        Octets::Stored(range) => Some(range.clone()),
        _ => None,
    })
}
