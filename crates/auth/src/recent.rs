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
