use std::fmt;
use std::num::NonZeroU32;

/// Which of the results are asked for, by their place among all of them (RFC 9394 §4, ABNF `partial-range`). The ends
/// are as written, in any order, since the answer repeats them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartialRange {
    /// `1:500`: counted from the first, the oldest.
    First(NonZeroU32, NonZeroU32),
    /// `-1:-100`: counted from the last, the newest.
    Last(NonZeroU32, NonZeroU32),
}

impl PartialRange {
    /// Where the range lies among `count` results: offsets from the first, the end not included. Empty where it lies
    /// wholly beyond them (RFC 9394 §3.1).
    pub fn offsets(self, count: usize) -> std::ops::Range<usize> {
        let place = |number: NonZeroU32| usize::try_from(number.get()).unwrap_or(usize::MAX);
        match self {
            PartialRange::First(one, other) => (place(one.min(other)) - 1).min(count)..place(one.max(other)).min(count),
            PartialRange::Last(one, other) => {
                count.saturating_sub(place(one.max(other)))..count.saturating_sub(place(one.min(other)) - 1)
            }
        }
    }
}

impl fmt::Display for PartialRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialRange::First(one, other) => write!(f, "{one}:{other}"),
            PartialRange::Last(one, other) => write!(f, "-{one}:-{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(one: u32, other: u32, is_last: bool) -> PartialRange {
        let (one, other) = (NonZeroU32::new(one).unwrap(), NonZeroU32::new(other).unwrap());
        if is_last { PartialRange::Last(one, other) } else { PartialRange::First(one, other) }
    }

    #[test]
    fn pages_of_the_rfc() {
        // RFC 9394 §3.1: of 23764 results
        assert_eq!(range(1, 100, true).offsets(23764), 23664..23764);
        assert_eq!(range(23500, 24000, false).offsets(23764), 23499..23764);
        assert!(range(24000, 24500, false).offsets(23764).is_empty());
        assert_eq!(range(400, 500, true).to_string(), "-400:-500");
    }

    proptest! {
        #[test]
        fn offsets_are_those_of_a_naive_count(one in 1u32..20, other in 1u32..20, is_last: bool, count in 0usize..20) {
            let range = range(one, other, is_last);
            let wanted = one.min(other)..=one.max(other);
            let place = |index: usize| if is_last { count - index } else { index + 1 };
            let naive: Vec<usize> = (0..count).filter(|&index| wanted.contains(&(place(index) as u32))).collect();
            prop_assert_eq!(range.offsets(count).collect::<Vec<_>>(), naive);
        }
    }
}
