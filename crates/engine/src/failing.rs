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

mod plan;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::memory::{Memory, View};
use crate::{Batch, BoxFuture, CommitError, Engine, Error, Key, Range, Read, Value};

pub use plan::{Fault, Moment, Operations, Plan};
use state::{Kind, State, Verdict};

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
        Self { memory: memory.fork(), state: Arc::new(Mutex::new(State::new(plan))) }
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
        self.state().has_failed()
    }

    /// Ends a lasting fault. A power cut cannot be repaired: open [`Failing::surviving`].
    pub fn repair(&self) {
        self.state().repair();
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
        match state.admit(Kind::Commit) {
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

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
