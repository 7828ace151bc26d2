//! When to fail, and how.

use super::state::Kind;
use crate::Error;

/// Which operations are counted, and so can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operations {
    /// Commits.
    Commits,
    /// `get`, `get_many`, `range`, from the engine or a snapshot, and taking a snapshot.
    Reads,
    /// Both.
    All,
}

/// On which side of its effect a commit meets the power cut. Callers cannot tell, and must live with both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The commit is lost.
    BeforeEffect,
    /// The commit is durable, but nobody was told.
    AfterEffect,
}

/// What happens at the chosen operation.
#[derive(Clone, Debug)]
pub enum Fault {
    /// This one operation fails and changes nothing; later ones work.
    Once(Error),
    /// This operation and all later ones of the counted kind fail and change nothing, until [`Failing::repair`](super::Failing::repair).
    Lasting(Error),
    /// Everything fails from here on; only what was durable survives.
    PowerCut(Moment),
}

/// When to fail, and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is counted.
    pub counted: Operations,
    /// How many counted operations work before the fault: 0 fails the first.
    pub after: u64,
    /// What happens then.
    pub fault: Fault,
}

impl Plan {
    /// Never fails; for counting operations.
    #[must_use]
    pub fn never() -> Self {
        Self::power_cut(u64::MAX, Moment::BeforeEffect)
    }

    /// Cuts the power at the commit that `after` commits precede.
    #[must_use]
    pub fn power_cut(after: u64, moment: Moment) -> Self {
        Self { counted: Operations::Commits, after, fault: Fault::PowerCut(moment) }
    }

    /// Lets one commit fail, with `error`, after `after` that work.
    #[must_use]
    pub fn failed_commit(after: u64, error: Error) -> Self {
        Self { counted: Operations::Commits, after, fault: Fault::Once(error) }
    }

    /// Lets one read fail, with `error`, after `after` that work.
    #[must_use]
    pub fn failed_read(after: u64, error: Error) -> Self {
        Self { counted: Operations::Reads, after, fault: Fault::Once(error) }
    }

    /// Lets every commit fail with [`Error::Full`], after `after` that work, until [`Failing::repair`](super::Failing::repair).
    #[must_use]
    pub fn full(after: u64) -> Self {
        Self { counted: Operations::Commits, after, fault: Fault::Lasting(Error::Full) }
    }

    /// A power cut at every commit in turn, before and after its effect. Without end: stop when a run had no fault.
    pub fn power_cuts() -> impl Iterator<Item = Self> {
        let moments = [Moment::BeforeEffect, Moment::AfterEffect];
        (0..).flat_map(move |after| moments.map(|moment| Self::power_cut(after, moment)))
    }

    /// One failed commit (`Unavailable`) at every place in turn. Without end: stop when a run had no fault.
    pub fn failed_commits() -> impl Iterator<Item = Self> {
        (0..).map(|after| Self::failed_commit(after, Error::Unavailable("on purpose".to_owned())))
    }

    pub(super) fn counts(&self, kind: Kind) -> bool {
        match self.counted {
            Operations::Commits => kind == Kind::Commit,
            Operations::Reads => kind == Kind::Read,
            Operations::All => true,
        }
    }
}
