//! The column of message ids and references.
//!
//! Ids are kept as 64 bits of their BLAKE3 hash: by accident no two of a mailbox are the same, and whoever makes two on
//! purpose has done no more than who forges a References field.

use std::collections::HashMap;
use std::ops::Range;

use posthouse_message::{EnvelopeRef, message_ids};

use super::VERSION;
use crate::record::{Damaged, Put, Reader, seal, unseal};

/// How many references of a message are kept: the first, where the thread began, and the last ones.
const REFERENCES: usize = 100;

/// What messages are called and what they refer to.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// The ids that occur.
    ids: Vec<u64>,
    messages: Vec<Linked>,
    /// Places in `ids`.
    references: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
struct Linked {
    id: Option<u32>,
    references: Range<usize>,
}

impl Links {
    pub(super) fn id(&self, place: usize) -> Option<u64> {
        let id = self.messages.get(place)?.id?;
        self.ids.get(id as usize).copied()
    }

    pub(super) fn references(&self, place: usize) -> impl Iterator<Item = u64> + use<'_> {
        let range = self.messages.get(place).map(|message| message.references.clone()).unwrap_or_default();
        let references = self.references.get(range).unwrap_or_default();
        references.iter().filter_map(|id| self.ids.get(*id as usize).copied())
    }

    pub(super) fn decode(record: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(unseal(record)?);
        let count = super::count(&mut reader)?;
        let mut links = Self::default();
        for _ in 0..reader.number()? {
            links.ids.push(u64::from_le_bytes(reader.array()?));
        }
        for _ in 0..count {
            let id = reader.number32()?.checked_sub(1);
            let start = links.references.len();
            for _ in 0..reader.number()? {
                links.references.push(reader.number32()?);
            }
            links.messages.push(Linked { id, references: start..links.references.len() });
        }
        Ok(links)
    }
}

/// Makes the column.
#[derive(Debug, Default)]
pub(super) struct Builder {
    known: HashMap<u64, u64>,
    ids: Vec<u8>,
    count: u64,
    messages: Vec<u8>,
}

impl Builder {
    pub(super) fn push(&mut self, envelope: Option<&EnvelopeRef<'_>>) {
        self.count += 1;
        let own = envelope.and_then(|envelope| message_ids(envelope.message_id?).next());
        let own = own.map_or(0, |id| self.place(id) + 1);
        self.messages.put_number(own);
        let references = envelope.map(references).unwrap_or_default();
        self.messages.put_number(references.len() as u64);
        for id in references {
            let place = self.place(id);
            self.messages.put_number(place);
        }
    }

    fn place(&mut self, id: &[u8]) -> u64 {
        let hash = hash(id);
        let next = self.known.len() as u64;
        *self.known.entry(hash).or_insert_with(|| {
            self.ids.extend(hash.to_le_bytes());
            next
        })
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let mut record = Vec::with_capacity(16 + self.ids.len() + self.messages.len());
        record.put_u8(VERSION);
        record.put_number(self.count);
        record.put_number(self.known.len() as u64);
        record.extend(self.ids);
        record.extend(self.messages);
        seal(record)
    }
}

/// RFC 5256 §3: those of References, or else the first of In-Reply-To.
fn references<'a>(envelope: &EnvelopeRef<'a>) -> Vec<&'a [u8]> {
    let mut references: Vec<&[u8]> = envelope.references.iter().collect();
    if references.is_empty() {
        references.extend(envelope.in_reply_to.and_then(|field| message_ids(field).next()));
    }
    if references.len() > REFERENCES {
        references.drain(1..=references.len() - REFERENCES);
    }
    references
}

/// RFC 5256 §3: how an id is quoted makes no difference.
fn hash(id: &[u8]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    if id.iter().any(|octet| matches!(octet, b'"' | b'\\')) {
        hasher.update(&unquoted(id));
    } else {
        hasher.update(id);
    }
    let hash = hasher.finalize();
    hash.as_bytes().first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}

fn unquoted(id: &[u8]) -> Vec<u8> {
    let mut unquoted = Vec::with_capacity(id.len());
    let mut octets = id.iter();
    while let Some(&octet) = octets.next() {
        match octet {
            b'"' => {}
            b'\\' => unquoted.extend(octets.next()),
            _ => unquoted.push(octet),
        }
    }
    unquoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_makes_no_difference() {
        assert_eq!(hash(b"\"01KF8JCEOCBS0045PS\"@xxx.yyy.com"), hash(b"01KF8JCEOCBS0045PS@xxx.yyy.com"));
        assert_eq!(hash(b"\"a\\b\"@x"), hash(b"ab@x"));
        assert_ne!(hash(b"a@x"), hash(b"A@x"));
    }

    #[test]
    fn the_first_and_the_last_references_are_kept() {
        let many: Vec<Vec<u8>> = (0..REFERENCES + 5).map(|number| format!("{number}@x").into_bytes()).collect();
        let envelope = posthouse_message::Envelope { references: many.clone(), ..Default::default() };
        let kept = references(&envelope.as_ref());
        assert_eq!(kept.len(), REFERENCES);
        assert_eq!((kept[0], kept[1], kept[REFERENCES - 1]), (&many[0][..], &many[6][..], &many[REFERENCES + 4][..]));
    }
}
