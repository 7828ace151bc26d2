//! Operations that go into one commit: decided one after the other, each against what those before it made. Pure.

use posthouse_engine::{Batch, Key, Write};

use super::Job;
use crate::event::EventBatch;
use crate::garbage::Garbage;
use crate::ops::Context;
use crate::shares::Shares;
use crate::state::Misfit;
use crate::{AccountId, ModSeq, QuotaLimits, State, keys};

/// How many octets a commit has when no further operation joins it: what is large does not wait for more that is large, in
/// memory and with the engine's one writer.
const GROUP_OCTETS: usize = 8 << 20;

/// What every operation of a group may know beside the state.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub(super) account: AccountId,
    /// Seconds since 1970.
    pub(super) time: i64,
    /// The limits of accounts that have none of their own.
    pub(super) limits: QuotaLimits,
}

/// A group of operations that goes into one commit.
pub(super) struct Group {
    pub(super) state: State,
    pub(super) batch: Batch,
    pub(super) jobs: Vec<Box<dyn Job>>,
    /// About how many messages it dealt with.
    pub(super) messages: usize,
    /// How large `batch` is.
    octets: usize,
    /// Operations for another commit: those that came when this one was large enough, and those that require something of
    /// a key that it writes, as preconditions are checked against what was before.
    pub(super) later: Vec<Box<dyn Job>>,
    /// Whether somebody is given a right.
    pub(super) gives: bool,
    /// Set when an operation decided events that do not fit: a mistake of ours, whose group is not committed.
    pub(super) misfit: Option<Misfit>,
}

impl Group {
    /// Decides as many of the operations, which deal with about `messages` messages, as one commit takes.
    pub(super) fn decide(scope: Scope, state: State, messages: usize, jobs: Vec<Box<dyn Job>>) -> Self {
        let context = Context { account: scope.account, time: scope.time, limits: scope.limits, reader: None };
        let mut group = Self::of(state, messages);
        let mut jobs = jobs.into_iter();
        while let Some(mut job) = jobs.next() {
            let decision = job.decide(&group.state, context);
            if group.writes_what_is_required_by(&decision.writes) {
                group.later.push(job);
                continue;
            }
            group.take(job, decision.writes);
            group.stage(scope, EventBatch { time: scope.time, events: decision.events });
            if group.is_full() {
                group.later.extend(jobs.by_ref());
            }
        }
        group
    }

    fn of(state: State, messages: usize) -> Self {
        let (jobs, later) = (Vec::new(), Vec::new());
        Self { state, batch: Batch::new(), jobs, messages, octets: 0, later, gives: false, misfit: None }
    }

    fn take(&mut self, job: Box<dyn Job>, writes: Batch) {
        self.jobs.push(job);
        self.octets += writes.writes.iter().map(size).sum::<usize>();
        self.batch.extend(writes);
    }

    fn is_full(&self) -> bool {
        self.octets >= GROUP_OCTETS
    }

    fn writes_what_is_required_by(&self, other: &Batch) -> bool {
        let is_written = |key: &Key| self.batch.writes.iter().any(|write| write.key() == key);
        other.preconditions.iter().any(|precondition| is_written(precondition.key()))
    }

    fn stage(&mut self, scope: Scope, events: EventBatch) {
        if events.events.is_empty() || self.misfit.is_some() {
            return;
        }
        let shares = Shares::before(&self.state, &events.events);
        match std::mem::take(&mut self.state).apply(&events) {
            Ok(applied) => {
                self.gives |= shares.write(&mut self.batch, scope.account, &applied.state);
                let modseq = applied.state.modseq;
                let key = keys::log(scope.account, modseq);
                self.batch.require_absent(key.clone()).put(key, events.encode());
                self.note_garbage(scope, modseq, &Garbage { time: events.time, emails: applied.released });
                self.state = applied.state;
            }
            Err(misfit) => self.misfit = Some(misfit),
        }
    }

    /// Emails without a placement are removed later, so that expunging costs nothing and other sessions may still read.
    fn note_garbage(&mut self, scope: Scope, modseq: ModSeq, garbage: &Garbage) {
        if !garbage.emails.is_empty() {
            self.batch.put(keys::garbage(scope.account, modseq), garbage.encode());
        }
    }
}

fn size(write: &Write) -> usize {
    match write {
        Write::Put(key, value) => key.len() + value.len(),
        Write::Delete(key) => key.len(),
    }
}
