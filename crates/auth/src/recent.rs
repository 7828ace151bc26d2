//! A bounded set that forgets.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// Keys that were put in lately: at most so many, for at most so long. Those looked for stay, the others go first.
///
/// It is two halves; when the young one is full, it becomes the old one, and what nobody asked for meanwhile is gone.
pub(crate) struct Recent<K> {
    young: HashMap<K, Duration>,
    old: HashMap<K, Duration>,
    half: usize,
    lifetime: Duration,
}

impl<K: Hash + Eq> Recent<K> {
    pub(crate) fn new((capacity, lifetime): (usize, Duration)) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), half: capacity.div_ceil(2).max(1), lifetime }
    }

    /// Puts a key in, for a full lifetime.
    pub(crate) fn insert(&mut self, key: K, now: Duration) {
        self.keep(key, now.saturating_add(self.lifetime));
    }

    /// Whether the key is in and not too old.
    pub(crate) fn contains(&mut self, key: &K, now: Duration) -> bool {
        if let Some(&until) = self.young.get(key) {
            return now < until;
        }
        match self.old.remove_entry(key) {
            Some((key, until)) if now < until => {
                self.keep(key, until);
                true
            }
            _ => false,
        }
    }

    fn keep(&mut self, key: K, until: Duration) {
        if self.young.len() >= self.half && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.old.remove(&key);
        self.young.insert(key, until);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIFETIME: u64 = 50;

    proptest! {
        /// Whatever was put in among the last half of the capacity and is young enough is found; nothing else that was
        /// not put in, or is too old, ever is; and it never holds more than its capacity.
        #[test]
        fn it_is_a_bounded_set_that_forgets(steps in prop::collection::vec((0..12u8, 0..20u64, any::<bool>()), 0..100)) {
            let mut recent = Recent::new((6, Duration::from_secs(LIFETIME)));
            let mut log: Vec<(u8, u64)> = Vec::new();
            let mut now = 0;
            for (key, passed, insert) in steps {
                now += passed;
                let time = Duration::from_secs(now);
                if insert {
                    recent.insert(key, time);
                    log.retain(|(known, _)| *known != key);
                    log.push((key, now));
                    prop_assert!(recent.contains(&key, time));
                }
                let since = log.iter().rev().position(|(known, _)| *known == key);
                let young = log.iter().any(|(known, at)| *known == key && now < at + LIFETIME);
                let found = recent.contains(&key, time);
                prop_assert!(!found || young);
                prop_assert!(found || !young || since >= Some(1));
                prop_assert!(recent.young.len() + recent.old.len() <= 6);
            }
        }
    }

    #[test]
    fn those_asked_for_stay_the_others_go() {
        let mut recent = Recent::new((4, Duration::from_secs(1)));
        for key in 0..100 {
            recent.insert(key, Duration::ZERO);
            assert!(recent.contains(&0, Duration::ZERO));
            assert!(recent.contains(&key, Duration::ZERO));
        }
        assert!(!recent.contains(&50, Duration::ZERO));
    }
}
