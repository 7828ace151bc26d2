//! A bounded queue from async callers to threads.
//!
//! Callers wait without blocking while there is no room; threads block while there is no work.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

/// Items with weights; the sum of the weights that wait is at most the capacity.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
    room: Semaphore,
    capacity: u32,
}

struct State<T> {
    waiting: VecDeque<(T, u32)>,
    /// Threads that wait for work: nobody else needs to be woken.
    sleepers: usize,
    closed: bool,
}

/// The queue takes nothing any more.
#[derive(Debug)]
pub(crate) struct Closed;

impl<T> Queue<T> {
    pub(crate) fn new(capacity: u32) -> Self {
        let state = State { waiting: VecDeque::new(), sleepers: 0, closed: false };
        let room = Semaphore::new(usize::try_from(capacity).unwrap_or(Semaphore::MAX_PERMITS));
        Self { state: Mutex::new(state), arrived: Condvar::new(), room, capacity }
    }

    /// Adds `item` when there is room for `weight`, in the order of the calls. What weighs more than the whole
    /// capacity waits until the queue is empty.
    pub(crate) async fn push(&self, item: T, weight: u32) -> Result<(), Closed> {
        let weight = weight.clamp(1, self.capacity);
        self.room.acquire_many(weight).await.map_err(|_closed| Closed)?.forget();
        let mut state = self.state();
        if state.closed {
            return Err(Closed);
        }
        state.waiting.push_back((item, weight));
        if state.sleepers > 0 {
            self.arrived.notify_one();
        }
        Ok(())
    }

    /// Blocks until there is an item, and moves it and those behind it to `taken`: at least one, then as many as weigh
    /// at most `weight` together. `false` when the queue is closed and empty.
    pub(crate) fn take(&self, weight: u32, taken: &mut Vec<T>) -> bool {
        let mut state = self.state();
        while state.waiting.is_empty() {
            if state.closed {
                return false;
            }
            state.sleepers += 1;
            state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.sleepers -= 1;
        }
        let freed = state.move_to(taken, weight);
        drop(state);
        self.room.add_permits(freed);
        true
    }

    /// Takes nothing more. What waits can still be taken.
    pub(crate) fn close(&self) {
        self.room.close();
        self.state().closed = true;
        self.arrived.notify_all();
    }

    /// Takes nothing more and drops what waits.
    pub(crate) fn abandon(&self) {
        self.close();
        self.state().waiting.clear();
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    /// Moves items up to `weight`, at least one; says how much room that makes.
    fn move_to(&mut self, taken: &mut Vec<T>, weight: u32) -> usize {
        let mut moved = 0;
        while let Some(&(_, next)) = self.waiting.front() {
            if moved > 0 && moved + u64::from(next) > u64::from(weight) {
                break;
            }
            moved += u64::from(next);
            taken.extend(self.waiting.pop_front().map(|(item, _)| item));
        }
        usize::try_from(moved).unwrap_or(0)
    }
}

/// Abandons the queue when the thread that serves it dies, so that no caller waits for ever.
pub(crate) struct AbandonOnPanic<'a, T>(pub(crate) &'a Queue<T>);

impl<T> Drop for AbandonOnPanic<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.abandon();
        }
    }
}

#[cfg(test)]
mod tests;
