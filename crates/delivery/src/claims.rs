//! Who works on which job, within this process.
//!
//! An account's writer may take several appends into one commit. Two of the same row would then both find their row in
//! place, so that a recovery must not begin what a delivery is still about to do.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::job::JobId;

/// The jobs of deliveries that are under way. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Claims {
    jobs: Arc<Mutex<HashSet<JobId>>>,
    /// One recovery at a time.
    pub(crate) recovering: Arc<tokio::sync::Mutex<()>>,
}

/// A job that nobody else may touch while this lives.
pub(crate) struct Claim {
    claims: Claims,
    job: JobId,
}

impl Claims {
    /// Claims a job that does not exist yet.
    pub(crate) fn claim(&self, job: JobId) -> Claim {
        self.jobs().insert(job);
        Claim { claims: self.clone(), job }
    }

    pub(crate) fn is_claimed(&self, job: JobId) -> bool {
        self.jobs().contains(&job)
    }

    fn jobs(&self) -> MutexGuard<'_, HashSet<JobId>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.claims.jobs().remove(&self.job);
    }
}
