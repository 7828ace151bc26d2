//! The counting, and what has become of the plan.

use super::plan::{Fault, Moment, Operations, Plan};
use crate::Error;

/// How far the plan has come.
pub(super) struct State {
    plan: Plan,
    pub(super) commits: u64,
    pub(super) reads: u64,
    condition: Condition,
}

/// What became of the plan.
enum Condition {
    /// The fault is still to come.
    Sound,
    /// A lasting fault holds.
    Faulty(Error),
    /// The fault is over.
    Repaired,
    /// The power is cut.
    Dark,
}

/// What an operation that asks must do.
pub(super) enum Verdict {
    Work,
    Fail(Error),
    /// Take effect, but answer with the error.
    WorkUnanswered(Error),
}

/// What an operation is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Commit,
    Read,
}

impl State {
    pub(super) fn new(plan: Plan) -> Self {
        Self { plan, commits: 0, reads: 0, condition: Condition::Sound }
    }

    pub(super) fn has_failed(&self) -> bool {
        !matches!(self.condition, Condition::Sound)
    }

    pub(super) fn repair(&mut self) {
        if let Condition::Faulty(_) = self.condition {
            self.condition = Condition::Repaired;
        }
    }

    /// Counts one operation of `kind` and says what becomes of it.
    pub(super) fn admit(&mut self, kind: Kind) -> Verdict {
        let before = self.counted();
        match kind {
            Kind::Commit => self.commits += 1,
            Kind::Read => self.reads += 1,
        }
        match &self.condition {
            Condition::Dark => Verdict::Fail(no_power()),
            Condition::Faulty(error) if self.plan.counts(kind) => Verdict::Fail(error.clone()),
            Condition::Sound if self.plan.counts(kind) && before == self.plan.after => self.fail(),
            Condition::Sound | Condition::Faulty(_) | Condition::Repaired => Verdict::Work,
        }
    }

    pub(super) fn admit_read(&mut self) -> Result<(), Error> {
        match self.admit(Kind::Read) {
            Verdict::Work => Ok(()),
            Verdict::Fail(error) | Verdict::WorkUnanswered(error) => Err(error),
        }
    }

    fn fail(&mut self) -> Verdict {
        match self.plan.fault.clone() {
            Fault::Once(error) => {
                self.condition = Condition::Repaired;
                Verdict::Fail(error)
            }
            Fault::Lasting(error) => {
                self.condition = Condition::Faulty(error.clone());
                Verdict::Fail(error)
            }
            Fault::PowerCut(moment) => {
                self.condition = Condition::Dark;
                match moment {
                    Moment::BeforeEffect => Verdict::Fail(no_power()),
                    Moment::AfterEffect => Verdict::WorkUnanswered(no_power()),
                }
            }
        }
    }

    fn counted(&self) -> u64 {
        match self.plan.counted {
            Operations::Commits => self.commits,
            Operations::Reads => self.reads,
            Operations::All => self.commits + self.reads,
        }
    }
}

fn no_power() -> Error {
    Error::Unavailable("the power is cut".to_owned())
}
