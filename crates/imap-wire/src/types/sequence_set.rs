use std::fmt;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;

/// The messages a command is about (RFC 9051 §9, ABNF `sequence-set`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MessageSet {
    /// Numbers and ranges.
    Set(SequenceSet),
    /// `$`: the saved result of the last `SEARCH RETURN (SAVE)` (RFC 5182 §2.1).
    Saved,
}

/// Numbers and ranges of numbers as the client wrote them; `*` is the largest number in use (RFC 9051 §9,
/// ABNF `sequence-set`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SequenceSet(Vec<Bounds>);

/// The two ends of a range, in the order written; `None` is `*`.
pub(crate) type Bounds = (Option<NonZeroU32>, Option<NonZeroU32>);

/// Why ranges are not a sequence set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SequenceSetError {
    /// A set names at least one number.
    Empty,
    /// More than [`SequenceSet::MAX_RANGES`] ranges.
    TooManyRanges,
}

impl SequenceSet {
    /// How many ranges one set may have.
    pub const MAX_RANGES: usize = 32_768;

    /// The set of these ranges; the ends are in any order and `None` is `*`.
    pub fn new(ranges: Vec<(Option<NonZeroU32>, Option<NonZeroU32>)>) -> Result<Self, SequenceSetError> {
        match ranges.len() {
            0 => Err(SequenceSetError::Empty),
            1..=Self::MAX_RANGES => Ok(SequenceSet(ranges)),
            _ => Err(SequenceSetError::TooManyRanges),
        }
    }

    /// The ranges in the order written, ends as written; `None` is `*`.
    pub fn ranges(&self) -> impl Iterator<Item = (Option<NonZeroU32>, Option<NonZeroU32>)> {
        self.0.iter().copied()
    }

    /// How many numbers the ranges name, each as often as it is named; a range with `*` counts as one.
    pub(crate) fn span(&self) -> u64 {
        let length = |&(from, to): &Bounds| match (from, to) {
            (Some(from), Some(to)) => u64::from(from.get().abs_diff(to.get())) + 1,
            _ => 1,
        };
        self.0.iter().map(length).sum()
    }

    /// Whether `*` occurs.
    pub fn has_star(&self) -> bool {
        self.0.iter().any(|&(from, to)| from.is_none() || to.is_none())
    }

    /// Whether the set names a message sequence number which a mailbox of this many messages does not have, which
    /// includes `*` in an empty one (RFC 9051 §9, ABNF `seq-number`).
    pub fn exceeds(&self, exists: u32) -> bool {
        let beyond = |bound: Option<NonZeroU32>| bound.map_or(exists == 0, |number| number.get() > exists);
        self.0.iter().any(|&(from, to)| beyond(from) || beyond(to))
    }

    /// The ranges with `*` replaced, ascending, neither overlapping nor adjacent.
    ///
    /// `largest` is the largest number in use. `559:*` holds the largest number even where that is less than 559
    /// (RFC 9051 §9, ABNF `seq-range`). With 0 for `largest`, ranges with `*` are dropped. Numbers above `largest`
    /// stay.
    pub fn resolve(&self, largest: u32) -> Vec<RangeInclusive<u32>> {
        let mut ranges: Vec<(u32, u32)> = self.0.iter().filter_map(|&bounds| resolve_one(bounds, largest)).collect();
        ranges.sort_unstable();
        ranges.dedup_by(|next, kept| merge(kept, *next));
        ranges.into_iter().map(|(low, high)| low..=high).collect()
    }
}

fn resolve_one((from, to): Bounds, largest: u32) -> Option<(u32, u32)> {
    let largest = NonZeroU32::new(largest);
    let from = from.or(largest)?.get();
    let to = to.or(largest)?.get();
    Some((from.min(to), from.max(to)))
}

/// Widens `kept` by the range that follows it in order, if nothing is between them.
fn merge(kept: &mut (u32, u32), next: (u32, u32)) -> bool {
    let touches = next.0 <= kept.1.saturating_add(1);
    if touches {
        kept.1 = kept.1.max(next.1);
    }
    touches
}

impl From<RangeInclusive<NonZeroU32>> for SequenceSet {
    fn from(range: RangeInclusive<NonZeroU32>) -> Self {
        SequenceSet(vec![(Some(*range.start()), Some(*range.end()))])
    }
}

impl fmt::Display for SequenceSetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SequenceSetError::Empty => "Empty message set",
            SequenceSetError::TooManyRanges => "Too many ranges in message set",
        })
    }
}

impl std::error::Error for SequenceSetError {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn set(ranges: &[(u32, u32)]) -> SequenceSet {
        let bounds = |&(from, to): &(u32, u32)| (NonZeroU32::new(from), NonZeroU32::new(to));
        SequenceSet::new(ranges.iter().map(bounds).collect()).unwrap()
    }

    #[test]
    fn sets_of_the_rfc() {
        // RFC 9051 §9, ABNF sequence-set: 2,4:7,9,12:* and *:4,5:7
        let first = set(&[(2, 2), (4, 7), (9, 9), (12, 0)]);
        assert_eq!(first.resolve(15), [2..=2, 4..=7, 9..=9, 12..=15]);
        assert_eq!(set(&[(0, 4), (5, 7)]).resolve(10), [4..=10]);
        assert_eq!(set(&[(3291, 0)]).resolve(100), [100..=3291]);
    }

    #[test]
    fn a_star_in_an_empty_mailbox_names_nothing() {
        let all = set(&[(1, 0)]);
        assert!(all.exceeds(0));
        assert!(all.resolve(0).is_empty());
        assert!(!all.exceeds(1));
        assert!(set(&[(3, 4)]).exceeds(3));
    }

    #[test]
    fn too_many_ranges_are_refused() {
        let one = NonZeroU32::new(1);
        let ranges = vec![(one, one); SequenceSet::MAX_RANGES + 1];
        assert_eq!(SequenceSet::new(ranges), Err(SequenceSetError::TooManyRanges));
        assert_eq!(SequenceSet::new(vec![]), Err(SequenceSetError::Empty));
    }

    #[test]
    fn the_largest_number_does_not_overflow() {
        assert_eq!(set(&[(u32::MAX, 0), (1, 1)]).resolve(u32::MAX), [1..=1, u32::MAX..=u32::MAX]);
    }

    proptest! {
        #[test]
        fn resolves_as_a_naive_set_does(ranges in prop::collection::vec((0u32..30, 0u32..30), 1..8), largest in 1u32..30) {
            let number = |value: u32| if value == 0 { largest } else { value };
            let naive: BTreeSet<u32> = ranges
                .iter()
                .flat_map(|&(a, b)| number(a).min(number(b))..=number(a).max(number(b)))
                .collect();
            let resolved = set(&ranges).resolve(largest);
            prop_assert!(resolved.windows(2).all(|pair| *pair[0].end() + 1 < *pair[1].start()));
            prop_assert_eq!(resolved.into_iter().flatten().collect::<BTreeSet<u32>>(), naive);
        }
    }
}
