//! File descriptors: as many as the process may have, and some that connections never get.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What segments, the database, drafts and listeners may need.
const KEPT: u64 = 256;

/// Raises the limit of open files as far as it goes and says what it is; `None` where there is none.
pub(crate) fn raise_limit() -> Option<u64> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => maximum,
        Err(_) => current,
    }
}

/// As many of the connections wanted as leave enough descriptors for the store.
pub(crate) fn connections(wanted: usize, limit: Option<u64>) -> usize {
    let most = limit.map_or(u64::MAX, |limit| limit.saturating_sub(KEPT).max(1));
    wanted.min(usize::try_from(most).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_the_store() {
        for (limit, expected) in [(None, 20_000), (Some(65_536), 20_000), (Some(1024), 768), (Some(64), 1)] {
            assert_eq!(connections(20_000, limit), expected);
        }
    }

    #[test]
    fn the_limit_is_raised_as_far_as_it_goes() {
        assert_eq!(raise_limit(), getrlimit(Resource::Nofile).maximum);
        assert_eq!(getrlimit(Resource::Nofile).current, getrlimit(Resource::Nofile).maximum);
    }
}
