//! Leaky counters in a table of fixed size.

use std::time::Duration;

use super::Verdict;
use crate::Allowance;

/// Counters that share a place in the table and compete for it.
const WAYS: usize = 8;

/// Counters of failures, each forgiven with time.
///
/// A new counter takes the place of the lowest of eight. So no number of fresh addresses or names pushes out a counter
/// that is high: clearing it would take seven others as high in just its row, which nobody can aim at.
pub(super) struct Counters {
    rows: Vec<Row>,
    allowance: Allowance,
}

type Row = [Slot; WAYS];

#[derive(Clone, Copy, Default)]
struct Slot {
    key: u64,
    /// Failures at `at`; zero is a free slot.
    level: f64,
    at: Duration,
}

impl Counters {
    pub(super) fn new(capacity: usize, allowance: Allowance) -> Self {
        let rows = vec![Row::default(); capacity.div_ceil(WAYS).max(1)];
        Self { rows, allowance }
    }

    /// What `key` has to bear now.
    pub(super) fn verdict(&self, key: u64, now: Duration) -> Verdict {
        self.allowance.verdict(self.level_of(key, now))
    }

    /// Counts a failure of `key`, and says by how much that has raised its level.
    pub(super) fn count(&mut self, key: u64, now: Duration) -> f64 {
        let before = self.level_of(key, now);
        let level = (before + 1.0).min(self.allowance.ceiling());
        if let Some(slot) = self.slot_for(key, now) {
            *slot = Slot { key, level, at: now };
        }
        level - before
    }

    /// Lowers the level of `key` by what [`Counters::count`] said; at its ceiling, 1 would be too much.
    pub(super) fn take_back(&mut self, key: u64, counted: f64) {
        if let Some(slot) = self.slot_of(key) {
            slot.level = (slot.level - counted).max(0.0);
        }
    }

    /// Forgives all failures of `key`.
    pub(super) fn clear(&mut self, key: u64) {
        if let Some(slot) = self.slot_of(key) {
            slot.level = 0.0;
        }
    }

    pub(super) fn level_of(&self, key: u64, now: Duration) -> f64 {
        let slot = self.rows.get(self.index(key)).and_then(|row| row.iter().find(|slot| slot.key == key));
        slot.map_or(0.0, |slot| slot.level_at(now, &self.allowance))
    }

    fn slot_of(&mut self, key: u64) -> Option<&mut Slot> {
        self.row_mut(key)?.iter_mut().find(|slot| slot.key == key)
    }

    /// The slot of `key`, else the lowest of its row.
    fn slot_for(&mut self, key: u64, now: Duration) -> Option<&mut Slot> {
        let allowance = self.allowance;
        let rank = move |slot: &Slot| if slot.key == key { -1.0 } else { slot.level_at(now, &allowance) };
        self.row_mut(key)?.iter_mut().min_by(|a, b| rank(a).total_cmp(&rank(b)))
    }

    fn row_mut(&mut self, key: u64) -> Option<&mut Row> {
        let index = self.index(key);
        self.rows.get_mut(index)
    }

    fn index(&self, key: u64) -> usize {
        let rows = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        usize::try_from(key % rows).unwrap_or_default()
    }
}

impl Slot {
    /// What is left of the failures after those forgiven since.
    fn level_at(&self, now: Duration, allowance: &Allowance) -> f64 {
        let forgiven = now.saturating_sub(self.at).as_secs_f64() / allowance.forgive_every.as_secs_f64();
        (self.level - forgiven).max(0.0)
    }
}

impl Allowance {
    fn verdict(&self, level: f64) -> Verdict {
        if let Some(refuse_at) = self.refuse_at.map(f64::from).filter(|&refuse_at| level >= refuse_at) {
            return Verdict::Refuse(self.forgive_every.mul_f64(level - refuse_at + 1.0));
        }
        let excess = (level.ceil() - f64::from(self.free)).max(0.0);
        Verdict::Wait(self.step.mul_f64(excess).min(self.longest))
    }

    /// The level beyond which further failures change nothing but the time until they are forgiven.
    fn ceiling(&self) -> f64 {
        let slowest = f64::from(self.free) + self.longest.as_secs_f64() / self.step.as_secs_f64();
        self.refuse_at.map_or(slowest, f64::from) + 1.0
    }
}
