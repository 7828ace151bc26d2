//! An engine that fails on purpose: with an error, or as if the power were cut.
//!
//! It is how a crate proves that nothing acknowledged is lost and nothing unacknowledged is half there: run the
//! same scenario with the power cut at each commit in turn, open what survived, and compare.
//!
//! ```
//! use posthouse_engine::failing::{Failing, Plan};
//! use posthouse_engine::{Batch, Engine, Read};
//!
//! /// Returns the keys that were acknowledged.
//! async fn scenario(engine: &dyn Engine) -> Vec<Vec<u8>> {
//!     let mut acknowledged = Vec::new();
//!     for key in [b"a".to_vec(), b"b".to_vec()] {
//!         let mut batch = Batch::new();
//!         batch.put(key.clone(), "value");
//!         if engine.commit(batch).await.is_ok() {
//!             acknowledged.push(key);
//!         }
//!     }
//!     acknowledged
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! for plan in Plan::power_cuts() {
//!     let engine = Failing::new(plan);
//!     let acknowledged = scenario(&engine).await;
//!     let reopened = engine.surviving();
//!     for key in acknowledged {
//!         assert!(reopened.get(&key).await.unwrap().is_some());
//!     }
//!     if !engine.has_failed() {
//!         break; // The scenario ran to its end: every commit in it has had its cut.
//!     }
//! }
//! # }
//! ```
//!
//! A recovery is a scenario too: `Failing::on(engine.surviving(), plan)` cuts the power again while it runs.
//!
//! Not here: torn writes inside an engine's own files. Those belong to that engine's crash test.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::memory::{Memory, View};
use crate::{Batch, BoxFuture, CommitError, Engine, Error, Key, Range, Read, Value};

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
    /// This operation and all later ones of the counted kind fail and change nothing, until [`Failing::repair`].
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

    /// Lets every commit fail with [`Error::Full`], after `after` that work, until [`Failing::repair`].
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
}

/// A [`Memory`] that fails by plan. Clones share one store and one count.
#[derive(Clone)]
pub struct Failing {
    memory: Memory,
    state: Arc<Mutex<State>>,
}

impl Failing {
    /// An empty store that will fail by `plan`.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self::on(Memory::new(), plan)
    }

    /// A store that begins with a copy of `memory` and will fail by `plan`.
    #[must_use]
    pub fn on(memory: Memory, plan: Plan) -> Self {
        let state = State { plan, commits: 0, reads: 0, condition: Condition::Sound };
        Self { memory: memory.fork(), state: Arc::new(Mutex::new(state)) }
    }

    /// What a restart finds: everything durable so far, in a store of its own.
    #[must_use]
    pub fn surviving(&self) -> Memory {
        let _no_commit_meanwhile = self.state();
        self.memory.fork()
    }

    /// Whether the fault has happened.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        !matches!(self.state().condition, Condition::Sound)
    }

    /// Ends a lasting fault. A power cut cannot be repaired: open [`Failing::surviving`].
    pub fn repair(&self) {
        let mut state = self.state();
        if let Condition::Faulty(_) = state.condition {
            state.condition = Condition::Repaired;
        }
    }

    /// How many commits were asked for, failed ones included.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.state().commits
    }

    /// How many reads were asked for, failed ones included.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.state().reads
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn apply(&self, batch: Batch) -> Result<(), CommitError> {
        let mut state = self.state();
        match state.admit(Operations::Commits) {
            Verdict::Work => self.memory.apply(batch),
            Verdict::Fail(error) => Err(error.into()),
            Verdict::WorkUnanswered(error) => {
                // Whether it conflicted stays unknown as well: nobody is there to be told.
                let _unanswered = self.memory.apply(batch);
                Err(error.into())
            }
        }
    }

    fn view(&self) -> Result<View, Error> {
        self.state().admit_read()?;
        Ok(self.memory.view())
    }
}

impl Read for Failing {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        Box::pin(async move { Ok(self.view()?.value(key)) })
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        Box::pin(async move { Ok(self.view()?.values(keys)) })
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        Box::pin(async move { Ok(self.view()?.pairs(&range)) })
    }
}

impl Engine for Failing {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(async move { self.apply(batch) })
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, Error>> {
        Box::pin(async move {
            let snapshot = Snapshot { view: self.view()?, state: Arc::clone(&self.state) };
            Ok(Box::new(snapshot) as Box<dyn Read>)
        })
    }
}

/// A snapshot whose reads count and fail like those of its engine.
struct Snapshot {
    view: View,
    state: Arc<Mutex<State>>,
}

impl Snapshot {
    fn view(&self) -> Result<&View, Error> {
        lock(&self.state).admit_read()?;
        Ok(&self.view)
    }
}

impl Read for Snapshot {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        Box::pin(async move { Ok(self.view()?.value(key)) })
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        Box::pin(async move { Ok(self.view()?.values(keys)) })
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        Box::pin(async move { Ok(self.view()?.pairs(&range)) })
    }
}

struct State {
    plan: Plan,
    commits: u64,
    reads: u64,
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

enum Verdict {
    Work,
    Fail(Error),
    WorkUnanswered(Error),
}

impl State {
    /// Counts one operation of `kind` and says what becomes of it.
    fn admit(&mut self, kind: Operations) -> Verdict {
        let before = self.counted();
        match kind {
            Operations::Commits => self.commits += 1,
            Operations::Reads | Operations::All => self.reads += 1,
        }
        match &self.condition {
            Condition::Dark => Verdict::Fail(no_power()),
            Condition::Faulty(error) if self.plan.counts(kind) => Verdict::Fail(error.clone()),
            Condition::Sound if self.plan.counts(kind) && before == self.plan.after => self.fail(),
            Condition::Sound | Condition::Faulty(_) | Condition::Repaired => Verdict::Work,
        }
    }

    fn admit_read(&mut self) -> Result<(), Error> {
        match self.admit(Operations::Reads) {
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

impl Plan {
    fn counts(&self, kind: Operations) -> bool {
        self.counted == Operations::All || self.counted == kind
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn no_power() -> Error {
    Error::Unavailable("the power is cut".to_owned())
}
