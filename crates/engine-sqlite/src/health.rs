//! Whether the log can be copied into the database. A failure stops nobody, but the log grows until the disk is full.

use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Result;

/// What the last copying came to.
#[derive(Debug, Default)]
pub(crate) struct Health {
    is_failing: AtomicBool,
}

/// A copying that did not go like the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Fails,
    Works,
}

impl Health {
    /// Logs it when copying begins to fail, and when it works again.
    pub(crate) fn tell<T>(&self, copied: &Result<T>) {
        match (self.turn(copied.is_err()), copied) {
            (Some(Change::Fails), Err(error)) => {
                tracing::warn!(%error, "the write-ahead log cannot be copied into the database, and grows");
            }
            (Some(Change::Works), _) => tracing::info!("the write-ahead log can be copied into the database again"),
            _ => {}
        }
    }

    #[cfg(test)]
    pub(crate) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }

    fn turn(&self, is_failing: bool) -> Option<Change> {
        let was_failing = self.is_failing.swap(is_failing, Ordering::Relaxed);
        let change = if is_failing { Change::Fails } else { Change::Works };
        (was_failing != is_failing).then_some(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_change_is_told() {
        let health = Health::default();
        let told = [false, true, true, false, false].map(|is_failing| health.turn(is_failing));
        assert_eq!(told, [None, Some(Change::Fails), None, Some(Change::Works), None]);
    }
}
