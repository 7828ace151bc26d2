//! When all bodies were last looked through for garbage, so that a server that is often restarted does it too, and not
//! at every start.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// From one sweep to the next.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// After a start there is other work first.
const REST: Duration = Duration::from_secs(10 * 60);

/// The time of the last sweep. Its file is a hint: without it, one sweep comes early.
pub(crate) struct Sweeps {
    file: PathBuf,
    last: Option<SystemTime>,
}

impl Sweeps {
    /// What the data folder remembers.
    pub(crate) fn of(data: &Path) -> Self {
        let file = data.join("last-sweep");
        let seconds = fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok());
        let last = seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
        Self { file, last }
    }

    /// Whether it is time, in a process that has run for `uptime`.
    pub(crate) fn is_due(&self, uptime: Duration, now: SystemTime) -> bool {
        // A time to come was written by a clock that was wrong.
        let passed = self.last.and_then(|last| now.duration_since(last).ok());
        uptime >= REST && passed.is_none_or(|passed| passed >= EVERY)
    }

    /// Notes that a sweep was tried. One that failed is tried again tomorrow, or after a restart.
    pub(crate) fn tried(&mut self, now: SystemTime, succeeded: bool) {
        self.last = Some(now);
        let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        if succeeded && let Err(error) = fs::write(&self.file, format!("{seconds}\n")) {
            tracing::warn!("cannot write {}: {error}", self.file.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 60 * 60;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_000_000_000 + seconds)
    }

    #[test]
    fn the_first_sweep_comes_ten_minutes_after_the_start_and_then_one_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let mut sweeps = Sweeps::of(folder.path());
        assert!(!sweeps.is_due(Duration::from_secs(599), at(599)));
        assert!(sweeps.is_due(REST, at(600)));
        sweeps.tried(at(600), true);
        assert!(!sweeps.is_due(REST, at(600 + DAY - 1)));
        assert!(sweeps.is_due(REST, at(600 + DAY)));
    }

    #[test]
    fn a_restart_remembers_the_last_sweep_that_succeeded() {
        let folder = tempfile::tempdir().unwrap();
        Sweeps::of(folder.path()).tried(at(0), true);
        let mut again = Sweeps::of(folder.path());
        assert!(!again.is_due(REST, at(DAY - 1)));
        assert!(again.is_due(REST, at(DAY)));
        again.tried(at(DAY), false);
        assert!(!again.is_due(REST, at(DAY + 60)));
        assert!(Sweeps::of(folder.path()).is_due(REST, at(DAY + 60)));
    }

    #[test]
    fn nonsense_and_times_to_come_count_as_never() {
        let folder = tempfile::tempdir().unwrap();
        Sweeps::of(folder.path()).tried(at(DAY), true);
        assert!(Sweeps::of(folder.path()).is_due(REST, at(0)));
        for text in ["", "yesterday", "99999999999999999999"] {
            fs::write(folder.path().join("last-sweep"), text).unwrap();
            assert!(Sweeps::of(folder.path()).is_due(REST, at(0)));
        }
    }
}
