//! Which messages of a mailbox somebody has seen who is not its owner: `\Seen` is each reader's own.

use std::sync::Arc;

use super::chunk::{Chunk, SPAN};
use crate::{ModSeq, Uid, UidSet};

/// The messages that one reader has seen of one mailbox. Cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// By the number of the chunk, ascending.
    chunks: Vec<(u32, Arc<SeenChunk>)>,
}

const WORDS: usize = SPAN as usize / 64;

/// The part of [`Seen`] that belongs to one chunk of messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SeenChunk {
    pub(crate) bits: [u64; WORDS],
    /// Which commit last changed which messages, ascending; a message that is in none was never changed.
    pub(crate) changes: Vec<Change>,
}

/// The messages from one place of a chunk to another, both included, that one commit changed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) first: u16,
    pub(crate) last: u16,
    pub(crate) modseq: ModSeq,
}

impl Seen {
    pub(crate) fn chunks(&self) -> impl Iterator<Item = (u32, &Arc<SeenChunk>)> + '_ {
        self.chunks.iter().map(|(index, chunk)| (*index, chunk))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub(crate) fn chunk(&self, index: u32) -> Option<&Arc<SeenChunk>> {
        let at = self.chunks.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        self.chunks.get(at).map(|(_, chunk)| chunk)
    }

    /// Whether the message was seen, and the commit that last said so or the opposite.
    pub(crate) fn get(&self, uid: Uid) -> (bool, ModSeq) {
        self.chunk(Chunk::index_of(uid)).map_or((false, ModSeq(0)), |chunk| chunk.get(uid))
    }

    /// The last commit that changed anything.
    pub(crate) fn modseq(&self) -> ModSeq {
        self.chunks.iter().map(|(_, chunk)| chunk.modseq()).max().unwrap_or_default()
    }

    /// Notes that these messages were seen, or that they were not.
    pub(crate) fn mark(&mut self, uids: &UidSet, seen: bool, modseq: ModSeq) {
        let mut pieces = uids.ranges().flat_map(|(first, last)| pieces(first, last)).peekable();
        while let Some((index, first, last)) = pieces.next() {
            let is_alone = pieces.peek().is_none_or(|next| next.0 != index);
            let here = std::iter::from_fn(|| pieces.next_if(|piece| piece.0 == index));
            self.edit(index, |chunk| match is_alone && chunk.is_replaced_by(first, last) {
                true => chunk.replace(Change { first, last, modseq }, seen),
                false => {
                    let mut open = Open::of(chunk);
                    open.mark(first, last, seen, modseq);
                    here.for_each(|(_, first, last)| open.mark(first, last, seen, modseq));
                    open.close();
                }
            });
        }
    }

    /// Which copies of messages are as seen as those were: the first copy has the UID `first`. Costs words, not messages,
    /// where what was seen has no gaps.
    pub(crate) fn of_copies(&self, copies: &Copies, first: Uid) -> UidSet {
        let mut seen = UidSet::new();
        let mut chunks = self.chunks.iter().peekable();
        for copied in &copies.0 {
            while chunks.next_if(|(index, _)| *index < copied.chunk).is_some() {}
            let Some((_, chunk)) = chunks.peek().filter(|(index, _)| *index == copied.chunk) else { continue };
            let bits = chunk.bits.get(copied.word).copied().unwrap_or_default();
            copied.add_seen(bits, first, &mut seen);
        }
        seen
    }

    /// Puts a stored chunk behind all others.
    pub(crate) fn push(&mut self, index: u32, chunk: SeenChunk) -> bool {
        let ascends = self.chunks.last().is_none_or(|(last, _)| *last < index);
        self.chunks.push((index, Arc::new(chunk)));
        ascends
    }

    /// Forgets the chunks that hold no message any more.
    pub(crate) fn retain(&mut self, is_there: impl Fn(u32) -> bool) {
        self.chunks.retain(|(index, _)| is_there(*index));
    }

    fn edit(&mut self, index: u32, change: impl FnOnce(&mut SeenChunk)) {
        let at = self.chunks.partition_point(|(other, _)| *other < index);
        if self.chunks.get(at).is_none_or(|(other, _)| *other != index) {
            self.chunks.insert(at, (index, Arc::default()));
        }
        if let Some((_, chunk)) = self.chunks.get_mut(at) {
            change(Arc::make_mut(chunk));
        }
    }
}

/// Messages that are copied, ready to be compared with what many readers have seen.
pub(crate) struct Copies(Vec<CopiedWord>);

/// Those whose bits of [`SeenChunk`] lie in one word.
struct CopiedWord {
    chunk: u32,
    word: usize,
    bits: u64,
    /// How many come before these.
    before: u32,
}

impl Copies {
    /// The messages with these UIDs, which ascend.
    pub(crate) fn of(uids: impl Iterator<Item = Uid>) -> Self {
        let mut words: Vec<CopiedWord> = Vec::new();
        for (uid, before) in uids.zip(0u32..) {
            let (chunk, word, bit) = (Chunk::index_of(uid), usize::from(place(uid)) / 64, 1 << (place(uid) % 64));
            match words.last_mut() {
                Some(last) if (last.chunk, last.word) == (chunk, word) => last.bits |= bit,
                _ => words.push(CopiedWord { chunk, word, bits: bit, before }),
            }
        }
        Self(words)
    }
}

impl CopiedWord {
    fn add_seen(&self, bits: u64, first: Uid, seen: &mut UidSet) {
        let copy = |place: u32| first.saturating_add(self.before + place);
        if bits & self.bits == self.bits {
            return seen.insert_range(copy(0), copy(self.bits.count_ones() - 1));
        }
        let mut rest = bits & self.bits;
        while rest != 0 {
            let bit = rest & rest.wrapping_neg();
            seen.insert(copy((self.bits & (bit - 1)).count_ones()));
            rest &= rest - 1;
        }
    }
}

impl SeenChunk {
    /// Whether nothing else is known when these places are marked.
    fn is_replaced_by(&self, first: u16, last: u16) -> bool {
        self.changes.is_empty() || (first == 0 && u32::from(last) == SPAN - 1)
    }

    fn replace(&mut self, change: Change, seen: bool) {
        self.set(change.first, change.last, seen);
        self.changes = vec![change];
    }

    /// Sets the bits of the places from `first` to `last`.
    fn set(&mut self, first: u16, last: u16, seen: bool) {
        for (word, start) in self.bits.iter_mut().zip((0u16..).step_by(64)) {
            let (low, high) = (first.max(start), last.min(start + 63));
            if low <= high {
                let mask = (u64::MAX >> (63 - (high - low))) << (low - start);
                *word = if seen { *word | mask } else { *word & !mask };
            }
        }
    }

    pub(crate) fn get(&self, uid: Uid) -> (bool, ModSeq) {
        let place = place(uid);
        let at = self.changes.partition_point(|change| change.last < place);
        let modseq = self.changes.get(at).filter(|change| change.first <= place).map(|change| change.modseq);
        let word = self.bits.get(usize::from(place) / 64).copied().unwrap_or_default();
        (word >> (place % 64) & 1 == 1, modseq.unwrap_or_default())
    }

    pub(crate) fn modseq(&self) -> ModSeq {
        self.changes.iter().map(|change| change.modseq).max().unwrap_or_default()
    }
}

/// The place of a UID in its chunk.
fn place(uid: Uid) -> u16 {
    (uid.get() % SPAN) as u16
}

/// A range of UIDs, cut where chunks end: the number of the chunk and the first and last place in it.
fn pieces(first: Uid, last: Uid) -> impl Iterator<Item = (u32, u16, u16)> {
    let (low, high) = (Chunk::index_of(first), Chunk::index_of(last));
    (low..=high).map(move |index| {
        let from = if index == low { place(first) } else { 0 };
        let to = if index == high { place(last) } else { (SPAN - 1) as u16 };
        (index, from, to)
    })
}

/// A chunk with a modseq for every place, while it is changed.
struct Open<'a> {
    chunk: &'a mut SeenChunk,
    modseqs: [ModSeq; SPAN as usize],
}

impl<'a> Open<'a> {
    fn of(chunk: &'a mut SeenChunk) -> Self {
        let mut modseqs = [ModSeq(0); SPAN as usize];
        for change in &chunk.changes {
            let places = usize::from(change.first)..=usize::from(change.last);
            modseqs.get_mut(places).unwrap_or_default().fill(change.modseq);
        }
        Self { chunk, modseqs }
    }

    fn mark(&mut self, first: u16, last: u16, seen: bool, modseq: ModSeq) {
        self.modseqs.get_mut(usize::from(first)..=usize::from(last)).unwrap_or_default().fill(modseq);
        self.chunk.set(first, last, seen);
    }

    fn close(self) {
        let mut changes: Vec<Change> = Vec::new();
        for (modseq, place) in self.modseqs.into_iter().zip(0u16..) {
            match changes.last_mut() {
                Some(change) if change.modseq == modseq && change.last + 1 == place => change.last = place,
                _ if modseq == ModSeq(0) => {}
                _ => changes.push(Change { first: place, last: place, modseq }),
            }
        }
        self.chunk.changes = changes;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Some UIDs alone, and a range of them.
    fn uids() -> impl Strategy<Value = UidSet> {
        let uid = || (1u32..2000).prop_map(|number| Uid::new(number).unwrap());
        (prop::collection::vec(uid(), 0..40), prop::option::of((uid(), uid()))).prop_map(|(uids, range)| {
            let mut set: UidSet = uids.into_iter().collect();
            if let Some((first, last)) = range {
                set.insert_range(first, last);
            }
            set
        })
    }

    proptest! {
        #[test]
        fn copies_are_as_seen_as_what_was_copied(marked in uids(), copied in uids(), first in 1u32..5000) {
            let mut seen = Seen::default();
            seen.mark(&marked, true, ModSeq(1));
            let first = Uid::new(first).unwrap();
            let places = copied.iter().zip(0u32..).filter(|(uid, _)| marked.contains(*uid));
            let expected: UidSet = places.map(|(_, place)| first.saturating_add(place)).collect();
            prop_assert_eq!(seen.of_copies(&Copies::of(copied.iter()), first), expected);
        }

        #[test]
        fn what_was_marked_last_holds(steps in prop::collection::vec((uids(), any::<bool>()), 0..12)) {
            let (mut seen, mut model) = (Seen::default(), BTreeMap::new());
            for ((uids, mark), modseq) in steps.into_iter().zip(1..) {
                seen.mark(&uids, mark, ModSeq(modseq));
                model.extend(uids.iter().map(|uid| (uid, (mark, ModSeq(modseq)))));
            }
            for uid in (1..2100).filter_map(Uid::new) {
                prop_assert_eq!(seen.get(uid), model.get(&uid).copied().unwrap_or_default());
            }
            prop_assert_eq!(seen.modseq(), model.values().map(|(_, modseq)| *modseq).max().unwrap_or_default());
        }
    }
}
