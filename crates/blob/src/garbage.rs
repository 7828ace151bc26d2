//! What may be garbage, until the collector looks at it.

use parking_lot::Mutex;

use crate::{BlobId, Location};

/// A body that may have no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: BlobId,
    /// The place of a record that the index was never told of.
    pub(crate) abandoned: Option<Location>,
}

/// The candidates since the last collection.
#[derive(Debug)]
pub(crate) struct Garbage {
    queue: Mutex<Queue>,
    capacity: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) candidates: Vec<Candidate>,
    /// Whether there was no room for some, which only a sweep finds now.
    pub(crate) overflowed: bool,
}

impl Garbage {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { queue: Mutex::default(), capacity }
    }

    pub(crate) fn push(&self, candidate: Candidate) {
        let mut queue = self.queue.lock();
        if queue.candidates.len() < self.capacity {
            queue.candidates.push(candidate);
        } else {
            queue.overflowed = true;
        }
    }

    pub(crate) fn take(&self) -> Queue {
        std::mem::take(&mut *self.queue.lock())
    }

    /// Forgets nothing that could not be looked at: the next collection will be a sweep.
    pub(crate) fn ask_for_sweep(&self) {
        self.queue.lock().overflowed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exceeds_the_capacity_asks_for_a_sweep() {
        let garbage = Garbage::new(2);
        let candidate = Candidate { id: BlobId([0; 32]), abandoned: None };
        garbage.push(candidate);
        garbage.push(candidate);
        assert!(!garbage.queue.lock().overflowed);
        garbage.push(candidate);
        let queue = garbage.take();
        assert!(queue.overflowed && queue.candidates.len() == 2);
        assert!(!garbage.take().overflowed);
    }
}
