//! Sets of UIDs as sorted ranges: what one event names and what VANISHED tells.

use crate::Uid;

/// A set of UIDs, kept as ascending ranges that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UidSet {
    ranges: Vec<(u32, u32)>,
}

impl UidSet {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The UIDs from `first` to `last`, both included, in either order (RFC 9051 §9, `seq-range`).
    #[must_use]
    pub fn range(first: Uid, last: Uid) -> Self {
        let (low, high) = (first.min(last).get(), first.max(last).get());
        Self { ranges: vec![(low, high)] }
    }

    /// Adds one UID; cheap when UIDs come in ascending order.
    pub fn insert(&mut self, uid: Uid) {
        self.insert_range(uid, uid);
    }

    /// Adds the UIDs from `first` to `last`, both included, in either order.
    pub fn insert_range(&mut self, first: Uid, last: Uid) {
        let (low, high) = (first.min(last).get(), first.max(last).get());
        match self.ranges.last_mut() {
            Some(end) if low > end.1.saturating_add(1) => self.ranges.push((low, high)),
            Some(end) if low >= end.0 => end.1 = end.1.max(high),
            None => self.ranges.push((low, high)),
            Some(_) => self.insert_between(low, high),
        }
    }

    fn insert_between(&mut self, mut low: u32, mut high: u32) {
        let from = self.ranges.partition_point(|range| range.1.saturating_add(1) < low);
        let to = self.ranges.partition_point(|range| range.0 <= high.saturating_add(1));
        if let (Some(first), Some(last)) = (self.ranges.get(from), to.checked_sub(1).and_then(|i| self.ranges.get(i)))
            && from < to
        {
            low = low.min(first.0);
            high = high.max(last.1);
        }
        self.ranges.splice(from..to, [(low, high)]);
    }

    /// Whether `uid` is in the set.
    #[must_use]
    pub fn contains(&self, uid: Uid) -> bool {
        let at = self.ranges.partition_point(|range| range.1 < uid.get());
        self.ranges.get(at).is_some_and(|range| range.0 <= uid.get())
    }

    /// The UIDs that are in both sets. Costs what the sets have ranges.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut one, mut two) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        let mut ranges = Vec::new();
        while let (Some(&&a), Some(&&b)) = (one.peek(), two.peek()) {
            let (low, high) = (a.0.max(b.0), a.1.min(b.1));
            if low <= high {
                ranges.push((low, high));
            }
            if a.1 < b.1 {
                one.next()
            } else {
                two.next()
            };
        }
        Self { ranges }
    }

    /// The UIDs that are not in the other set. Costs what the sets have in ranges.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut gaps = Self::new();
        let mut next = Some(1u32);
        for &(low, high) in &other.ranges {
            if let Some(from) = next.filter(|from| *from < low) {
                gaps.ranges.push((from, low - 1));
            }
            next = high.checked_add(1);
        }
        gaps.ranges.extend(next.map(|from| (from, u32::MAX)));
        self.intersection(&gaps)
    }

    /// Whether there is no UID in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// How many UIDs there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.ranges.iter().map(|&(low, high)| u64::from(high - low) + 1).sum()
    }

    /// The ranges, ascending, both ends included.
    pub fn ranges(&self) -> impl DoubleEndedIterator<Item = (Uid, Uid)> + ExactSizeIterator + '_ {
        self.ranges.iter().map(|&(low, high)| (uid(low), uid(high)))
    }

    /// Every UID, ascending.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Uid> + '_ {
        self.ranges.iter().flat_map(|&(low, high)| (low..=high).map(uid))
    }
}

/// Ranges are only ever made of UIDs, so 0 does not occur.
fn uid(number: u32) -> Uid {
    Uid::new(number).unwrap_or(Uid::MIN)
}

impl FromIterator<Uid> for UidSet {
    fn from_iter<I: IntoIterator<Item = Uid>>(uids: I) -> Self {
        let mut set = Self::new();
        uids.into_iter().for_each(|uid| set.insert(uid));
        set
    }
}

impl Extend<Uid> for UidSet {
    fn extend<I: IntoIterator<Item = Uid>>(&mut self, uids: I) {
        uids.into_iter().for_each(|uid| self.insert(uid));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn behaves_like_a_set_of_numbers(inserts in prop::collection::vec((1u32..60, 0u32..6), 0..40)) {
            let mut set = UidSet::new();
            let mut model = BTreeSet::new();
            for (first, more) in inserts {
                set.insert_range(Uid::new(first).unwrap(), Uid::new(first + more).unwrap());
                model.extend(first..=first + more);
            }
            prop_assert_eq!(set.iter().map(Uid::get).collect::<Vec<_>>(), model.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(set.len(), model.len() as u64);
            for number in 1..80 {
                prop_assert_eq!(set.contains(Uid::new(number).unwrap()), model.contains(&number));
            }
            let ranges: Vec<_> = set.ranges().collect();
            prop_assert!(ranges.windows(2).all(|pair| pair[0].1.get() + 1 < pair[1].0.get()));
        }
    }

    fn set() -> impl Strategy<Value = UidSet> {
        let uid = (1u32..40).prop_map(|number| Uid::new(number).unwrap());
        prop::collection::vec(uid, 0..30).prop_map(|uids| uids.into_iter().collect())
    }

    proptest! {
        #[test]
        fn an_intersection_is_what_both_hold(one in set(), two in set()) {
            let both: UidSet = one.iter().filter(|uid| two.contains(*uid)).collect();
            prop_assert_eq!(one.intersection(&two), both);
        }

        #[test]
        fn a_difference_is_what_the_other_does_not_hold(one in set(), two in set()) {
            let rest: UidSet = one.iter().filter(|uid| !two.contains(*uid)).collect();
            prop_assert_eq!(one.without(&two), rest);
        }
    }

    #[test]
    fn the_largest_uid_fits() {
        let mut set = UidSet::range(Uid::MAX, Uid::MAX);
        set.insert(Uid::MAX);
        set.insert(Uid::MIN);
        assert_eq!(set.len(), 2);
        assert_eq!(set.without(&UidSet::range(Uid::MAX, Uid::MAX)), UidSet::range(Uid::MIN, Uid::MIN));
    }
}
