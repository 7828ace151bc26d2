//! One text of one message, for those who copy it elsewhere: CATENATE and URLFETCH.

use bytes::Bytes;
use posthouse_imap_wire::command::{BodySection, FetchItem};
use posthouse_mailbox::{Account, Body, Chunks, EmailId, Error as MailboxError, Outline, StorageError};

use super::text::{Octets, Picked, Text, load};

/// A text as BODY[…] brings it, or the way to it.
pub(crate) struct OneText(Text);

/// Opens a text; `None` where BODY[…] would bring NIL.
///
/// # Errors
/// [`MailboxError::Gone`] where the message is gone for good; else where the storage fails or is damaged.
pub(crate) async fn open(
    account: &Account,
    email: EmailId,
    section: BodySection,
) -> Result<Option<OneText>, MailboxError> {
    let email = account.email(email).await?;
    let texts = load(account, &Outline::of(&email)?, &[FetchItem::Section(section)]).await?;
    let is_there = |text: &Text| matches!(text.octets, Octets::Held(_) | Octets::Stored(_) | Octets::Fields(_));
    Ok(texts.into_each().next().filter(is_there).map(OneText))
}

impl OneText {
    /// How long it is, in octets.
    pub(crate) fn len(&self) -> u64 {
        match &self.0.octets {
            Octets::Held(octets) => octets.len() as u64,
            Octets::Stored(range) => range.end - range.start,
            Octets::Fields(picked) => picked.len(),
            _ => 0,
        }
    }

    /// The text, piece by piece.
    pub(crate) fn pieces(self) -> OnePieces {
        match self.0.octets {
            Octets::Held(octets) => OnePieces::Held(Some(octets)),
            Octets::Stored(range) => OnePieces::Stored(Box::new(self.0.body.chunks(range))),
            Octets::Fields(picked) => OnePieces::Fields(Some((self.0.body, picked))),
            _ => OnePieces::Held(None),
        }
    }
}

/// A text on its way, in memory that does not depend on its length.
pub(crate) enum OnePieces {
    /// All at once.
    Held(Option<Bytes>),
    /// To be picked.
    Fields(Option<(Body, Box<Picked>)>),
    /// As they are read.
    Stored(Box<Chunks>),
}

impl OnePieces {
    /// The next piece; `None` behind the last one.
    ///
    /// # Errors
    /// Where the storage fails or is damaged.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, StorageError> {
        match self {
            Self::Held(octets) => Ok(octets.take()),
            Self::Fields(picked) => match picked.take() {
                Some((body, picked)) => picked.read(&body).await.map(Some),
                None => Ok(None),
            },
            Self::Stored(chunks) => Ok(chunks.next().await?),
        }
    }
}
