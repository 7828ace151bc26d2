//! The one pass over a message.

use std::borrow::Cow;

use crate::envelope::Envelope;
use crate::index::Index;
use crate::part::{Content, Encoding, Part};

/// Builds the index of a message as its bytes stream in, in bounded memory. However they are cut, the index is the same.
#[derive(Debug, Default)]
pub struct Indexer {
    size: u64,
}

impl Indexer {
    /// An indexer at the start of a message.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads more of the message.
    pub fn push(&mut self, chunk: &[u8]) {
        self.size += chunk.len() as u64;
    }

    /// Ends the message.
    #[must_use]
    pub fn finish(self) -> Index {
        let root = Part {
            header: 0..0,
            body: 0..self.size,
            lines: 0,
            media_type: Cow::Borrowed("text"),
            subtype: Cow::Borrowed("plain"),
            parameters: Vec::new(),
            id: None,
            description: None,
            encoding: Encoding::SevenBit,
            md5: None,
            disposition: None,
            language: Vec::new(),
            location: None,
            content: Content::Leaf,
        };
        Index { root, envelope: Envelope::default(), preview: String::new(), size: self.size }
    }
}
