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
        while let Some(&(index, _, _)) = pieces.peek() {
            let here = std::iter::from_fn(|| pieces.next_if(|piece| piece.0 == index));
            self.edit(index, |chunk| {
                let mut open = Open::of(chunk);
                here.for_each(|(_, first, last)| open.mark(first, last, seen, modseq));
                open.close();
            });
        }
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

impl SeenChunk {
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
        for place in first..=last {
            let Some(word) = self.chunk.bits.get_mut(usize::from(place) / 64) else { return };
            let bit = 1 << (place % 64);
            *word = if seen { *word | bit } else { *word & !bit };
        }
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

    proptest! {
        #[test]
        fn what_was_marked_last_holds(steps in prop::collection::vec((prop::collection::vec(1u32..2000, 0..40), any::<bool>()), 0..12)) {
            let (mut seen, mut model) = (Seen::default(), BTreeMap::new());
            for ((uids, mark), modseq) in steps.into_iter().zip(1..) {
                let uids: UidSet = uids.into_iter().filter_map(Uid::new).collect();
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
