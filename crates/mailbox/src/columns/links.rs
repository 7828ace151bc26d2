//! The column of message ids, references and base subjects: what conversations are made of.
//!
//! All are kept as 64 bits of their BLAKE3 hash: by accident no two of a mailbox are the same, and whoever makes two on
//! purpose has done no more than who forges a References field or writes a subject anew.

use std::collections::HashMap;
use std::ops::Range;

use posthouse_message::{EnvelopeRef, base_subject, decode_header_text, message_ids};

use super::texts::{last_if_damaged, push_key};
use crate::record::{Damaged, Put, Reader, seal, unseal};

/// How many references of a message are kept: the first, where the thread began, and the last ones.
const REFERENCES: usize = 100;

/// What messages are called, what they refer to, and what they are about.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// The hashes that occur.
    hashes: Vec<u64>,
    messages: Vec<Linked>,
    /// Places in `hashes`.
    references: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
struct Linked {
    id: Option<u32>,
    subject: Option<Subject>,
    references: Range<usize>,
}

/// The base subject of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    /// The place of its hash.
    pub(crate) hash: u32,
    /// Whether the subject is one of a reply or forward (RFC 5256 §3).
    pub(crate) is_reply: bool,
}

impl Links {
    /// The hashes to whose places everything here refers.
    pub(crate) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// The message id.
    pub(crate) fn id(&self, place: usize) -> Option<u32> {
        self.messages.get(place)?.id
    }

    /// The base subject, if it is not empty.
    pub(crate) fn subject(&self, place: usize) -> Option<Subject> {
        self.messages.get(place)?.subject
    }

    /// The ids of those that are answered, the oldest first.
    pub(crate) fn references(&self, place: usize) -> &[u32] {
        let range = self.messages.get(place).map(|message| message.references.clone()).unwrap_or_default();
        self.references.get(range).unwrap_or_default()
    }

    pub(super) fn decode(record: &[u8]) -> Result<Self, Damaged> {
        let mut reader = Reader::new(unseal(record)?);
        let count = super::count(&mut reader)?;
        let mut links = Self::default();
        for _ in 0..reader.number()? {
            links.hashes.push(u64::from_le_bytes(reader.array()?));
        }
        for _ in 0..count {
            let id = reader.number32()?.checked_sub(1);
            let subject = reader.number32()?;
            let subject = (subject / 2).checked_sub(1).map(|hash| Subject { hash, is_reply: subject % 2 != 0 });
            let start = links.references.len();
            for _ in 0..reader.number()? {
                links.references.push(reader.number32()?);
            }
            links.messages.push(Linked { id, subject, references: start..links.references.len() });
        }
        Ok(links)
    }
}

/// Makes the column.
#[derive(Debug, Default)]
pub(super) struct Builder {
    known: HashMap<u64, u64>,
    hashes: Vec<u8>,
    count: usize,
    messages: Vec<u8>,
}

impl Builder {
    pub(super) fn push(&mut self, envelope: Option<&EnvelopeRef<'_>>) {
        self.count += 1;
        let own = envelope.and_then(|envelope| message_ids(envelope.message_id?).next());
        let own = own.map_or(0, |id| self.place(hash_id(id)) + 1);
        self.messages.put_number(own);
        let subject = envelope.and_then(|envelope| envelope.subject).map_or(0, |subject| self.subject(subject));
        self.messages.put_number(subject);
        let references = envelope.map(references).unwrap_or_default();
        self.messages.put_number(references.len() as u64);
        for id in references {
            let place = self.place(hash_id(id));
            self.messages.put_number(place);
        }
    }

    fn subject(&mut self, raw: &[u8]) -> u64 {
        let base = base_subject(&decode_header_text(raw));
        let mut key = String::new();
        push_key(&last_if_damaged(base.text, raw), &mut key);
        if key.is_empty() {
            return 0;
        }
        (self.place(hash(key.as_bytes())) + 1) * 2 + u64::from(base.is_reply)
    }

    fn place(&mut self, hash: u64) -> u64 {
        let next = self.known.len() as u64;
        *self.known.entry(hash).or_insert_with(|| {
            self.hashes.extend(hash.to_le_bytes());
            next
        })
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let mut record = Vec::with_capacity(16 + self.hashes.len() + self.messages.len());
        super::put_count(&mut record, self.count);
        record.put_number(self.known.len() as u64);
        record.extend(self.hashes);
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
fn hash_id(id: &[u8]) -> u64 {
    let is_quoted = id.iter().any(|octet| matches!(octet, b'"' | b'\\'));
    if is_quoted { hash(&unquoted(id)) } else { hash(id) }
}

fn hash(octets: &[u8]) -> u64 {
    blake3::hash(octets).as_bytes().first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
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
        assert_eq!(hash_id(b"\"01KF8JCEOCBS0045PS\"@xxx.yyy.com"), hash_id(b"01KF8JCEOCBS0045PS@xxx.yyy.com"));
        assert_eq!(hash_id(b"\"a\\b\"@x"), hash_id(b"ab@x"));
        assert_ne!(hash_id(b"a@x"), hash_id(b"A@x"));
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
