//! An attempt between its admission and its verdict.

use std::time::Duration;

use super::{Attempt, Counted, Throttle};

/// An attempt that is being checked; it counts as failed. Dropped without a verdict, it takes that back: it told nobody
/// whether the guess was right.
#[must_use]
pub(crate) struct Checking<'t> {
    throttle: &'t Throttle,
    attempt: Attempt,
    /// What is to be taken back.
    counted: Counted,
}

impl<'t> Checking<'t> {
    pub(super) fn new(throttle: &'t Throttle, attempt: Attempt, counted: Counted) -> Self {
        Self { throttle, attempt, counted }
    }

    /// It failed, as was assumed.
    pub(crate) fn failed(mut self) {
        self.counted = Counted::default();
    }

    /// It was right: from the address and the account the failure is taken back, for the two together nothing is left.
    pub(crate) fn succeeded(mut self, now: Duration) {
        self.counted.pair = 0.0;
        self.throttle.state.lock().succeed(self.attempt, now);
    }
}

impl Drop for Checking<'_> {
    fn drop(&mut self) {
        self.throttle.state.lock().take_back(self.attempt, self.counted);
    }
}
