//! The columns of texts in the form of i;unicode-casemap (RFC 5051 §2), with what they are sorted by. Equal ones are kept
//! once.

use std::collections::HashMap;
use std::ops::Range;

use memchr::memmem;
use posthouse_message::{casemap, casemap_into, is_damaged_header_text};

use super::Cell;
use crate::record::{Damaged, Put, Reader, put_runs, runs, seal, unseal};

/// Stands between the parts of a text. It occurs in no UTF-8, so nothing that is looked for lies across it.
pub(super) const BREAK: u8 = 0xff;

/// How long a text may be, in octets; of a longer one the column has only the keys.
const TEXT: usize = 1024;

/// How much of what is sorted by is looked at, in octets.
pub(crate) const KEY: usize = 512;

/// The text is too long to be here.
const LONG: u8 = 1;

const GONE: i64 = 0;
const ABSENT: i64 = 1;
const FIRST: i64 = 2;

/// What stands in a field.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    record: Vec<u8>,
    entries: Vec<Entry>,
    /// For each email [`GONE`], [`ABSENT`], or its entry from [`FIRST`] on.
    emails: Vec<i64>,
}

#[derive(Debug)]
struct Entry {
    flags: u8,
    /// Where it stands in the record.
    text: Range<usize>,
    keys: [Range<usize>; 2],
}

/// One text of a column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    record: &'a [u8],
    entry: &'a Entry,
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.entry, other.entry)
    }
}

impl<'a> Text<'a> {
    /// The text, mapped, its parts parted by [`BREAK`]; `None` where it is too long to be kept.
    pub(crate) fn mapped(&self) -> Option<&'a [u8]> {
        (self.entry.flags & LONG == 0).then(|| self.record.get(self.entry.text.clone()).unwrap_or_default())
    }

    /// Appends what the first or second key of the text is put in order by, no more than [`KEY`] octets.
    pub(crate) fn key_into(&self, number: usize, key: &mut String) {
        let source = self.entry.keys.get(number).and_then(|range| self.record.get(range.clone())).unwrap_or_default();
        key.push_str(std::str::from_utf8(source).unwrap_or_default());
    }
}

impl Texts {
    pub(super) fn get(&self, place: usize) -> Cell<Text<'_>> {
        match self.emails.get(place) {
            None | Some(&GONE) => Cell::Gone,
            Some(&number) => {
                let entry = usize::try_from(number - FIRST).ok().and_then(|number| self.entries.get(number));
                entry.map_or(Cell::Absent, |entry| Cell::Is(Text { record: &self.record, entry }))
            }
        }
    }

    pub(super) fn decode(record: Vec<u8>, keys: usize) -> Result<Self, Damaged> {
        let body = unseal(&record)?;
        let mut reader = Reader::new(body);
        let count = super::count(&mut reader)?;
        let mut entries = Vec::new();
        for _ in 0..reader.number()? {
            entries.push(entry(&mut reader, body.len(), keys)?);
        }
        let emails = runs(&mut reader, count)?;
        Ok(Self { record, entries, emails })
    }
}

fn entry(reader: &mut Reader<'_>, end: usize, keys: usize) -> Result<Entry, Damaged> {
    let flags = reader.u8()?;
    let text = bytes(reader, end)?;
    let mut entry = Entry { flags, text, keys: [0..0, 0..0] };
    for key in entry.keys.iter_mut().take(keys) {
        *key = match reader.number()?.checked_sub(1) {
            None => bytes(reader, end)?,
            Some(start) => within(&entry.text, start, reader.number()?)?,
        };
    }
    Ok(entry)
}

/// Where the next bytes of a record that ends at `end` stand.
fn bytes(reader: &mut Reader<'_>, end: usize) -> Result<Range<usize>, Damaged> {
    let length = reader.bytes()?.len();
    let behind = end - reader.left();
    Ok(behind - length..behind)
}

fn within(text: &Range<usize>, start: u64, length: u64) -> Result<Range<usize>, Damaged> {
    let start = usize::try_from(start).ok().and_then(|start| text.start.checked_add(start));
    let key = start.and_then(|start| Some(start..start.checked_add(usize::try_from(length).ok()?)?));
    key.filter(|key| key.end <= text.end).ok_or(Damaged("a key lies outside of its text"))
}

/// Makes the column.
#[derive(Debug, Default)]
pub(super) struct Builder {
    known: HashMap<Vec<u8>, i64>,
    entries: Vec<u8>,
    emails: Vec<i64>,
}

/// A text on its way into a column.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Mapped, its parts parted by [`BREAK`].
    pub(super) text: Vec<u8>,
    /// What it is sorted by, not mapped.
    pub(super) keys: Vec<String>,
}

impl Source {
    /// Whether no more parts need be added: it is too long already.
    pub(super) fn is_long(&self) -> bool {
        self.text.len() > TEXT
    }

    pub(super) fn add_part(&mut self, part: &str) {
        if !self.text.is_empty() {
            self.text.push(BREAK);
        }
        self.text.extend_from_slice(casemap(part).as_bytes());
    }

    fn encode(&self) -> Vec<u8> {
        let mut entry = Vec::with_capacity(self.text.len() + 8);
        entry.put_u8(if self.is_long() { LONG } else { 0 });
        let text = if self.is_long() { &[][..] } else { &self.text };
        entry.put_bytes(text);
        self.keys.iter().for_each(|key| put_key(text, key, &mut entry));
        entry
    }
}

impl Builder {
    pub(super) fn push(&mut self, text: Cell<Source>) {
        let code = match text {
            Cell::Gone => GONE,
            Cell::Absent => ABSENT,
            Cell::Is(source) => self.entry(source.encode()),
        };
        self.emails.push(code);
    }

    fn entry(&mut self, entry: Vec<u8>) -> i64 {
        let next = FIRST + self.known.len() as i64;
        *self.known.entry(entry).or_insert_with_key(|entry| {
            self.entries.extend_from_slice(entry);
            next
        })
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let mut record = Vec::with_capacity(self.entries.len() + self.emails.len() * 2);
        super::put_count(&mut record, self.emails.len());
        record.put_number(self.known.len() as u64);
        record.extend(self.entries);
        put_runs(&mut record, self.emails.into_iter());
        seal(record)
    }
}

/// What the text is put in order by, or where it stands in the text.
fn put_key(text: &[u8], source: &str, entry: &mut Vec<u8>) {
    let mut key = String::new();
    push_key(source, &mut key);
    match memmem::find(text, key.as_bytes()) {
        Some(start) => {
            entry.put_number(start as u64 + 1);
            entry.put_number(key.len() as u64);
        }
        None => {
            entry.put_number(0);
            entry.put_bytes(key.as_bytes());
        }
    }
}

/// What stands before what could not be decoded as a whole. It is no character, and comes behind all that are.
const DAMAGED: char = char::MAX;

/// What stands in the field `raw`, to be sorted by: where it has octets that its charset does not have, it comes behind
/// all others and is compared by octets (RFC 5255 §4.6), those of what can be read of it.
pub(super) fn last_if_damaged(text: String, raw: &[u8]) -> String {
    let damaged = text.contains(char::REPLACEMENT_CHARACTER) && is_damaged_header_text(raw);
    if damaged { format!("{DAMAGED}{text}") } else { text }
}

/// Appends what a text is put in order by, no more than [`KEY`] octets.
pub(super) fn push_key(source: &str, key: &mut String) {
    let start = key.len();
    if source.starts_with(DAMAGED) {
        key.push_str(cut(source, KEY));
    } else {
        casemap_into(cut(source, KEY), key);
    }
    key.truncate(start + cut(key.get(start..).unwrap_or_default(), KEY).len());
}

/// As many whole characters of a text as have `length` octets at the most.
fn cut(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}
