//! The index of a message.

use crate::envelope::Envelope;
use crate::indexer::Indexer;
use crate::part::{Content, Part};

/// What was read from a message in one pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// The message itself as a part; its header and body span the whole message.
    pub root: Part,
    /// The envelope of the message.
    pub envelope: Envelope,
    /// The first 200 characters of readable text, white space folded.
    pub preview: String,
    /// The size of the message in bytes.
    pub size: u64,
}

/// The index of a message that lies in memory as a whole.
#[must_use]
pub fn index(bytes: &[u8]) -> Index {
    let mut indexer = Indexer::new();
    indexer.push(bytes);
    indexer.finish()
}

impl Index {
    /// The part that an IMAP section names: [`Part::at`] of the root.
    #[must_use]
    pub fn part(&self, section: &[u32]) -> Option<&Part> {
        self.root.at(section)
    }

    /// Whether any part is an attachment ([`Part::is_attachment`]).
    #[must_use]
    pub fn has_attachment(&self) -> bool {
        fn any(part: &Part) -> bool {
            match &part.content {
                Content::Multipart(parts) => parts.iter().any(any),
                Content::Leaf | Content::Message { .. } => part.is_attachment(),
            }
        }
        any(&self.root)
    }
}

impl Part {
    /// The part that an IMAP section names (RFC 9051 §6.4.5.1), if this is the root; the empty section is the message itself.
    ///
    /// `BODY[1.2]` is [`Part::body`] of `root.at(&[1, 2])`, `BODY[1.2.MIME]` its header. Where the part is a message,
    /// `BODY[1.2.HEADER]` and `BODY[1.2.TEXT]` are the header and the body of [`Content::Message`]'s part.
    /// Part 1 of a message that is not a multipart is its body.
    #[must_use]
    pub fn at(&self, section: &[u32]) -> Option<&Part> {
        let mut here = Place::Message(self);
        for &number in section {
            here = here.descend(number)?;
        }
        Some(here.part())
    }
}

/// Where a section has led to so far: part numbers count differently below a message and below a body part.
enum Place<'a> {
    /// A message: the root, or what lies inside a message/rfc822.
    Message(&'a Part),
    /// A body part that a number has named.
    Body(&'a Part),
}

impl<'a> Place<'a> {
    fn part(&self) -> &'a Part {
        match self {
            Self::Message(part) | Self::Body(part) => part,
        }
    }

    fn descend(&self, number: u32) -> Option<Self> {
        match (self, &self.part().content) {
            (_, Content::Multipart(parts)) => nth(parts, number).map(Place::Body),
            (Self::Message(part), _) => (number == 1).then_some(Place::Body(part)),
            (Self::Body(_), Content::Message { part, .. }) => Place::Message(part).descend(number),
            (Self::Body(_), Content::Leaf) => None,
        }
    }
}

fn nth(parts: &[Part], number: u32) -> Option<&Part> {
    let position = usize::try_from(number).ok()?.checked_sub(1)?;
    parts.get(position)
}
