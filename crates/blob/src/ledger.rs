//! How many bytes of each segment are used, and how many of these are known to be dead.
//!
//! The dead bytes only say which segment is worth compacting; what is dead in it, compaction asks the index. The file
//! they are kept in is therefore a hint: when it is lost or old, a sweep finds the numbers again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use parking_lot::Mutex;

use crate::Usage;

const MAGIC: [u8; 4] = *b"PHDB";
const VERSION: [u8; 4] = [1, 0, 0, 0];

/// The bytes of all segments.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    books: Mutex<Books>,
}

#[derive(Debug, Default)]
struct Books {
    segments: BTreeMap<u64, Bytes>,
    /// The segment that is being written.
    open: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Bytes {
    used: u64,
    dead: u64,
    /// Whether something damaged keeps it from being removed.
    is_stuck: bool,
}

impl Ledger {
    /// Books a segment that was found at the start.
    pub(crate) fn add(&self, segment: u64, used: u64) {
        self.books.lock().segments.insert(segment, Bytes { used, ..Bytes::default() });
    }

    /// Books a new segment, which is written from now on.
    pub(crate) fn open(&self, segment: u64) {
        let mut books = self.books.lock();
        books.open = segment;
        books.segments.entry(segment).or_default();
    }

    pub(crate) fn grow(&self, segment: u64, bytes: u64) {
        self.books.lock().segments.entry(segment).or_default().used += bytes;
    }

    pub(crate) fn remove(&self, segment: u64) {
        self.books.lock().segments.remove(&segment);
    }

    /// Counts bytes of a segment as dead; those of a segment that is gone do not matter.
    pub(crate) fn bury(&self, segment: u64, bytes: u64) {
        if let Some(account) = self.books.lock().segments.get_mut(&segment) {
            account.dead = account.dead.saturating_add(bytes).min(account.used);
        }
    }

    /// Leaves a segment alone, which cannot be removed, until it is looked through anew.
    pub(crate) fn give_up(&self, segment: u64) {
        if let Some(account) = self.books.lock().segments.get_mut(&segment) {
            account.is_stuck = true;
        }
    }

    /// Replaces what was known to be dead, when the segment has been looked through.
    pub(crate) fn set_dead(&self, segment: u64, bytes: u64) {
        if let Some(account) = self.books.lock().segments.get_mut(&segment) {
            account.dead = bytes.min(account.used);
            account.is_stuck = false;
        }
    }

    /// How many bytes of records the segment has.
    pub(crate) fn used(&self, segment: u64) -> u64 {
        self.books.lock().segments.get(&segment).map_or(0, |bytes| bytes.used)
    }

    pub(crate) fn segments(&self) -> Vec<u64> {
        self.books.lock().segments.keys().copied().collect()
    }

    /// The closed segments of which more than half is dead and that were not given up; those with the least alive first.
    pub(crate) fn victims(&self) -> Vec<u64> {
        let books = self.books.lock();
        let closed = books.segments.iter().filter(|(segment, _)| **segment != books.open);
        let mut victims: Vec<_> = closed.filter(|(_, bytes)| bytes.is_mostly_dead() && !bytes.is_stuck).collect();
        victims.sort_by_key(|(_, bytes)| bytes.used - bytes.dead);
        victims.into_iter().map(|(&segment, _)| segment).collect()
    }

    /// Whether the open segment is mostly dead, and has at least `least` dead bytes.
    pub(crate) fn is_open_segment_a_victim(&self, least: u64) -> bool {
        let books = self.books.lock();
        books.segments.get(&books.open).is_some_and(|bytes| bytes.is_mostly_dead() && bytes.dead >= least)
    }

    pub(crate) fn usage(&self) -> Usage {
        let books = self.books.lock();
        let used: u64 = books.segments.values().map(|bytes| bytes.used).sum();
        let dead: u64 = books.segments.values().map(|bytes| bytes.dead).sum();
        Usage { segments: books.segments.len() as u64, live_bytes: used - dead, dead_bytes: dead }
    }

    /// Takes over the dead bytes that were saved; a damaged or missing file counts as none.
    pub(crate) fn load(&self, path: &Path) {
        let saved = fs::read(path).ok().and_then(|bytes| decode(&bytes));
        saved.unwrap_or_default().into_iter().for_each(|(segment, dead)| self.set_dead(segment, dead));
    }

    pub(crate) fn save(&self, path: &Path) -> io::Result<()> {
        let bytes = encode(&self.books.lock().segments);
        let new = path.with_extension("new");
        fs::write(&new, bytes)?;
        fs::rename(&new, path)
    }
}

impl Bytes {
    fn is_mostly_dead(&self) -> bool {
        self.dead > self.used / 2
    }
}

fn encode(segments: &BTreeMap<u64, Bytes>) -> Vec<u8> {
    let mut bytes = [MAGIC, VERSION].concat();
    for (segment, account) in segments.iter().filter(|(_, account)| account.dead > 0) {
        bytes.extend_from_slice(&segment.to_be_bytes());
        bytes.extend_from_slice(&account.dead.to_be_bytes());
    }
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_be_bytes());
    bytes
}

fn decode(bytes: &[u8]) -> Option<Vec<(u64, u64)>> {
    let (bytes, crc) = bytes.split_last_chunk()?;
    let body = bytes.strip_prefix(&MAGIC)?.strip_prefix(&VERSION)?;
    let (numbers, rest) = body.as_chunks::<16>();
    let sound = rest.is_empty() && crc32fast::hash(bytes) == u32::from_be_bytes(*crc);
    sound.then(|| numbers.iter().map(pair).collect())
}

fn pair(bytes: &[u8; 16]) -> (u64, u64) {
    let both = u128::from_be_bytes(*bytes);
    ((both >> 64) as u64, both as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        let ledger = Ledger::default();
        ledger.add(1, 100);
        ledger.add(2, 100);
        ledger.open(3);
        ledger.grow(3, 50);
        ledger
    }

    #[test]
    fn a_closed_segment_that_is_more_than_half_dead_is_a_victim() {
        let ledger = ledger();
        ledger.bury(1, 50);
        ledger.bury(3, 40);
        assert!(ledger.victims().is_empty());
        ledger.bury(1, 1);
        assert_eq!(ledger.victims(), [1]);
        ledger.bury(2, 90);
        assert_eq!(ledger.victims(), [2, 1]);
        assert!(ledger.is_open_segment_a_victim(40) && !ledger.is_open_segment_a_victim(41));
    }

    #[test]
    fn a_segment_that_was_given_up_is_no_victim_until_it_is_looked_through_anew() {
        let ledger = ledger();
        ledger.bury(1, 80);
        ledger.give_up(1);
        assert!(ledger.victims().is_empty());
        ledger.set_dead(1, 80);
        assert_eq!(ledger.victims(), [1]);
    }

    #[test]
    fn no_more_is_dead_than_there_is() {
        let ledger = ledger();
        ledger.bury(1, u64::MAX);
        ledger.bury(9, 1);
        assert_eq!(ledger.usage(), Usage { segments: 3, live_bytes: 150, dead_bytes: 100 });
    }

    #[test]
    fn dead_bytes_are_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("dead");
        ledger().load(&path);
        let saved = ledger();
        saved.bury(2, 70);
        saved.save(&path).unwrap();
        let loaded = ledger();
        loaded.load(&path);
        assert_eq!(loaded.victims(), [2]);
    }

    #[test]
    fn a_damaged_file_counts_as_none() {
        let saved = ledger();
        saved.bury(2, 70);
        let bytes = encode(&saved.books.lock().segments);
        assert_eq!(decode(&bytes), Some(vec![(2, 70)]));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(decode(&damaged), None, "byte {at}");
            assert_eq!(decode(&bytes[..at]), None, "cut at {at}");
        }
    }
}
