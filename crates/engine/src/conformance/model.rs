//! Any sequence of steps, on an engine and on a plain map side by side.
//!
//! Steps are read from arbitrary bytes, so that a property test or a fuzzer needs nothing but bytes to make them:
//! `follow(&engine, &steps(&bytes)).await`.

use std::collections::BTreeMap;

use crate::{Batch, CommitError, Engine, Key, Order, Range, Read, Value};

/// Keys that lie close together and at the edges of the order, so that steps meet.
const KEYS: [&[u8]; 12] =
    [b"", b"\x00", b"\x00\x00", b"a", b"a\x00", b"a\xFF", b"ab", b"b", b"\xFE\xFF", b"\xFF", b"\xFF\x00", b"\xFF\xFF"];

/// One step of a run.
#[derive(Clone, Debug)]
pub enum Step {
    /// Commits a batch.
    Commit(Batch),
    /// Reads one key.
    Get(Key),
    /// Reads several keys.
    GetMany(Vec<Key>),
    /// Reads a range.
    Range(Range),
    /// Takes a snapshot in place of the one before.
    Snapshot,
    /// Reads a range of the snapshot, if there is one.
    RangeOfSnapshot(Range),
}

/// Reads steps from any bytes.
#[must_use]
pub fn steps(bytes: &[u8]) -> Vec<Step> {
    let mut source = Source(bytes.iter());
    let mut steps = Vec::new();
    while let Some(kind) = source.0.next() {
        steps.push(match kind % 8 {
            0..=2 => Step::Commit(source.batch()),
            3 => Step::Get(source.key()),
            4 => Step::GetMany((0..source.below(5)).map(|_| source.key()).collect()),
            5 => Step::Range(source.range()),
            6 => Step::Snapshot,
            _ => Step::RangeOfSnapshot(source.range()),
        });
    }
    steps
}

/// Makes every step on `engine`, which must be empty, and on a map, and compares what they answer.
///
/// # Panics
///
/// At the first difference.
pub async fn follow(engine: &dyn Engine, steps: &[Step]) {
    let mut model = BTreeMap::new();
    let mut snapshot = None;
    for step in steps {
        match step {
            Step::Commit(batch) => commit(engine, &mut model, batch).await,
            Step::Get(key) => assert_eq!(engine.get(key).await.expect("the read works"), model.get(key).cloned()),
            Step::GetMany(keys) => get_many(engine, &model, keys).await,
            Step::Range(range) => compare_range(engine, &model, range).await,
            Step::Snapshot => snapshot = Some((engine.snapshot().await.expect("the snapshot works"), model.clone())),
            Step::RangeOfSnapshot(range) => {
                if let Some((view, model)) = &snapshot {
                    compare_range(&**view, model, range).await;
                }
            }
        }
    }
}

type Model = BTreeMap<Key, Value>;

async fn commit(engine: &dyn Engine, model: &mut Model, batch: &Batch) {
    let expected = apply(model, batch);
    match engine.commit(batch.clone()).await {
        Ok(()) => assert_eq!(expected, None, "the commit should have met a conflict"),
        Err(CommitError::Conflict { key }) => assert_eq!(expected, Some(key), "the key of the conflict"),
        Err(error) => panic!("the commit failed: {error}"),
    }
}

/// Applies `batch` to the map; the key of the first conflict if there is one.
fn apply(model: &mut Model, batch: &Batch) -> Option<Key> {
    for precondition in &batch.preconditions {
        let (key, holds) = match precondition {
            crate::Precondition::Absent(key) => (key, !model.contains_key(key)),
            crate::Precondition::Equals(key, value) => (key, model.get(key) == Some(value)),
        };
        if !holds {
            return Some(key.clone());
        }
    }
    for write in batch.writes.clone() {
        match write {
            crate::Write::Put(key, value) => model.insert(key, value),
            crate::Write::Delete(key) => model.remove(&key),
        };
    }
    None
}

async fn get_many(engine: &dyn Engine, model: &Model, keys: &[Key]) {
    let expected: Vec<Option<Value>> = keys.iter().map(|key| model.get(key).cloned()).collect();
    assert_eq!(engine.get_many(keys).await.expect("the read works"), expected);
}

async fn compare_range(view: &dyn Read, model: &Model, range: &Range) {
    let inside = |key: &Key| *key >= range.start && range.end.as_ref().is_none_or(|end| key < end);
    let mut expected: Vec<(Key, Value)> =
        model.iter().filter(|(key, _)| inside(key)).map(|(key, value)| (key.clone(), value.clone())).collect();
    if range.order == Order::Descending {
        expected.reverse();
    }
    expected.truncate(range.limit);
    assert_eq!(view.range(range.clone()).await.expect("the read works"), expected, "{range:?}");
}

struct Source<'a>(std::slice::Iter<'a, u8>);

impl Source<'_> {
    /// The next number below `bound`; 0 when the bytes are used up.
    fn below(&mut self, bound: usize) -> usize {
        self.0.next().map_or(0, |&byte| usize::from(byte) % bound)
    }

    fn key(&mut self) -> Key {
        let number = self.below(KEYS.len());
        KEYS.get(number).map(|key| key.to_vec()).unwrap_or_default()
    }

    /// One of few values, so that `equals` holds now and then.
    fn value(&mut self) -> Value {
        let number = self.below(4);
        vec![0xA0; number]
    }

    fn batch(&mut self) -> Batch {
        let mut batch = Batch::new();
        for _ in 0..self.below(3) {
            match self.below(2) {
                0 => batch.require_absent(self.key()),
                _ => batch.require_equals(self.key(), self.value()),
            };
        }
        for _ in 0..self.below(6) {
            match self.below(3) {
                0 => batch.delete(self.key()),
                _ => batch.put(self.key(), self.value()),
            };
        }
        batch
    }

    fn range(&mut self) -> Range {
        let end = match self.below(4) {
            0 => None,
            _ => Some(self.key()),
        };
        let order = if self.below(2) == 0 { Order::Ascending } else { Order::Descending };
        let limit = [usize::MAX, 0, 1, 3].get(self.below(4)).copied().unwrap_or(usize::MAX);
        Range { start: self.key(), end, order, limit }
    }
}
