//! The one writer of an account: it takes what waits, decides, commits it together, publishes, answers.

use std::sync::Arc;

use posthouse_engine::{Batch, CommitError, Key};
use tokio::sync::{mpsc, oneshot, watch};

use crate::event::EventBatch;
use crate::garbage::Garbage;
use crate::load::load;
use crate::ops::{Context, Decision, Operation};
use crate::recent::Recent;
use crate::snapshot::{self, Stored};
use crate::state::Misfit;
use crate::storage::Storage;
use crate::{AccountId, Clock, Error, ModSeq, State, StorageError, keys};

/// How many waiting operations one commit takes together.
const GROUP: usize = 256;

/// After how many log entries the snapshot is renewed.
const SNAPSHOT_AFTER: u64 = 1024;

/// An operation that waits, with the way back to who asked for it.
pub(crate) trait Job: Send {
    /// Decides against `state`; `None` where the operation is refused, which has then been answered.
    fn decide(&mut self, state: &State, context: Context) -> Option<Decision<()>>;
    /// Says how the commit went.
    fn answer(self: Box<Self>, committed: Result<(), Error>);
}

pub(crate) struct Waiting<O: Operation> {
    operation: O,
    outcome: Option<O::Outcome>,
    reply: Option<oneshot::Sender<Result<O::Outcome, Error>>>,
}

impl<O: Operation> Waiting<O> {
    pub(crate) fn new(operation: O) -> (Self, oneshot::Receiver<Result<O::Outcome, Error>>) {
        let (reply, answer) = oneshot::channel();
        (Self { operation, outcome: None, reply: Some(reply) }, answer)
    }

    /// A caller that went away does not undo what it asked for.
    fn reply(&mut self, result: Result<O::Outcome, Error>) {
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(result);
        }
    }
}

impl<O: Operation> Job for Waiting<O> {
    fn decide(&mut self, state: &State, context: Context) -> Option<Decision<()>> {
        match self.operation.decide(state, context) {
            Ok(Decision { events, writes, outcome }) => {
                self.outcome = Some(outcome);
                Some(Decision { events, writes, outcome: () })
            }
            Err(error) => {
                self.reply(Err(error));
                None
            }
        }
    }

    fn answer(mut self: Box<Self>, committed: Result<(), Error>) {
        match (committed, self.outcome.take()) {
            (Err(error), _) => self.reply(Err(error)),
            (Ok(()), Some(outcome)) => self.reply(Ok(outcome)),
            (Ok(()), None) => {}
        }
    }
}

/// What reaches the actor.
pub(crate) enum Request {
    Perform(Box<dyn Job>),
    /// Renew the snapshot if the log has grown since, and say when that is done.
    Rest(oneshot::Sender<()>),
    /// End: perform nothing that comes later.
    Close(oneshot::Sender<()>),
}

pub(crate) struct Actor {
    pub(crate) account: AccountId,
    pub(crate) storage: Storage,
    pub(crate) clock: Clock,
    pub(crate) requests: mpsc::Receiver<Request>,
    pub(crate) versions: watch::Sender<Arc<State>>,
    pub(crate) recent: Arc<Recent>,
    pub(crate) snapshot: Stored,
    /// Set when it is unknown whether a commit took effect: the state must be read again.
    pub(crate) doubtful: bool,
}

/// A group of operations that goes into one commit.
struct Group {
    state: State,
    batch: Batch,
    jobs: Vec<Box<dyn Job>>,
    /// Operations that require something of a key that the group writes: preconditions are checked against what was
    /// before a commit, so these need another one.
    later: Vec<Box<dyn Job>>,
    /// Set when an operation decided events that do not fit: a mistake of ours, whose group is not committed.
    misfit: Option<Misfit>,
}

impl Group {
    fn of(state: State) -> Self {
        Self { state, batch: Batch::new(), jobs: Vec::new(), later: Vec::new(), misfit: None }
    }

    fn writes_what_is_required_by(&self, other: &Batch) -> bool {
        let is_written = |key: &Key| self.batch.writes.iter().any(|write| write.key() == key);
        other.preconditions.iter().any(|precondition| is_written(precondition.key()))
    }
}

impl Actor {
    /// Runs until the last handle of the account is gone.
    pub(crate) async fn run(mut self) {
        let mut waiting = Vec::with_capacity(GROUP);
        while self.requests.recv_many(&mut waiting, GROUP).await > 0 {
            let (mut jobs, mut resting, mut closing) = (Vec::with_capacity(waiting.len()), Vec::new(), None);
            for request in waiting.drain(..) {
                match request {
                    Request::Perform(job) if closing.is_none() => jobs.push(job),
                    Request::Perform(job) => job.answer(Err(Error::Gone)),
                    Request::Rest(done) => resting.push(done),
                    Request::Close(done) => closing = Some(done),
                }
            }
            self.perform(jobs).await;
            if let Some(done) = closing {
                let _ = done.send(());
                return;
            }
            if !resting.is_empty() || self.log_since_snapshot() >= SNAPSHOT_AFTER {
                self.renew_snapshot().await;
            }
            resting.into_iter().for_each(|done| _ = done.send(()));
        }
    }

    async fn perform(&mut self, jobs: Vec<Box<dyn Job>>) {
        let jobs = match self.certain().await {
            Ok(()) => jobs,
            Err(error) => return jobs.into_iter().for_each(|job| job.answer(Err(error.clone()))),
        };
        let mut group = self.decide(jobs);
        let later = std::mem::take(&mut group.later);
        if !group.jobs.is_empty() {
            self.conclude(group).await;
        }
        if !later.is_empty() {
            Box::pin(self.perform(later)).await;
        }
    }

    async fn conclude(&mut self, group: Group) {
        let committed = match group.misfit {
            None => self.commit(group.batch).await.map_err(Error::from),
            Some(misfit) => Err(StorageError::Corrupt(misfit.to_string()).into()),
        };
        match committed {
            Ok(()) => self.publish(group.state, group.jobs),
            Err(Error::Conflict | Error::Storage(StorageError::Corrupt(_))) if group.jobs.len() > 1 => {
                self.one_by_one(group.jobs).await;
            }
            Err(error) => self.fail(group.jobs, &error),
        }
    }

    /// A precondition of one operation must not be the others' undoing.
    async fn one_by_one(&mut self, jobs: Vec<Box<dyn Job>>) {
        for job in jobs {
            Box::pin(self.perform(vec![job])).await;
        }
    }

    fn decide(&self, jobs: Vec<Box<dyn Job>>) -> Group {
        let context = Context { account: self.account, time: self.clock.seconds() };
        let state = State::clone(&self.versions.borrow());
        let mut group = Group::of(state);
        for mut job in jobs {
            if let Some(decision) = job.decide(&group.state, context) {
                if group.writes_what_is_required_by(&decision.writes) {
                    group.later.push(job);
                    continue;
                }
                group.jobs.push(job);
                group.batch.extend(decision.writes);
                self.stage(&mut group, EventBatch { time: context.time, events: decision.events });
            }
        }
        group
    }

    fn stage(&self, group: &mut Group, events: EventBatch) {
        if events.events.is_empty() || group.misfit.is_some() {
            return;
        }
        match std::mem::take(&mut group.state).apply(&events) {
            Ok(applied) => {
                let key = keys::log(self.account, applied.state.modseq);
                group.batch.require_absent(key.clone()).put(key, events.encode());
                let garbage = Garbage { time: events.time, emails: applied.released };
                self.note_garbage(&mut group.batch, applied.state.modseq, &garbage);
                group.state = applied.state;
            }
            Err(misfit) => group.misfit = Some(misfit),
        }
    }

    /// Emails without a placement are removed later, so that expunging costs nothing and other sessions may still read.
    fn note_garbage(&self, batch: &mut Batch, modseq: ModSeq, garbage: &Garbage) {
        if !garbage.emails.is_empty() {
            batch.put(keys::garbage(self.account, modseq), garbage.encode());
        }
    }

    async fn commit(&self, mut batch: Batch) -> Result<(), CommitError> {
        if batch.is_empty() {
            return Ok(());
        }
        if let Some(record) = self.recent.unsaved() {
            batch.put(keys::recent(self.account), record);
        }
        self.storage.engine.commit(batch).await
    }

    fn publish(&self, state: State, jobs: Vec<Box<dyn Job>>) {
        if state.modseq != self.versions.borrow().modseq {
            self.versions.send_replace(Arc::new(state));
        }
        jobs.into_iter().for_each(|job| job.answer(Ok(())));
    }

    fn fail(&mut self, jobs: Vec<Box<dyn Job>>, error: &Error) {
        self.doubtful = true;
        self.recent.forget_saved();
        if !matches!(error, Error::Conflict) {
            tracing::error!(account = %self.account, "a commit failed: {error}");
        }
        jobs.into_iter().for_each(|job| job.answer(Err(error.clone())));
    }

    /// After a failed commit the storage says what is true.
    async fn certain(&mut self) -> Result<(), Error> {
        if self.doubtful {
            let loaded = load(&self.storage, self.account).await?;
            self.snapshot = loaded.snapshot;
            self.versions.send_replace(Arc::new(loaded.state));
            self.doubtful = false;
        }
        Ok(())
    }

    fn log_since_snapshot(&self) -> u64 {
        self.versions.borrow().modseq.0.saturating_sub(self.snapshot.modseq.0)
    }

    /// A snapshot is a cache: if it cannot be written, the log still says everything.
    async fn renew_snapshot(&mut self) {
        if self.doubtful || (self.log_since_snapshot() == 0 && !self.recent.is_unsaved()) {
            return;
        }
        let state = Arc::clone(&self.versions.borrow());
        let (batch, stored) = snapshot::write(self.account, &state, &self.snapshot);
        match self.commit(batch).await {
            Ok(()) => self.snapshot = stored,
            Err(error) => {
                self.doubtful = true;
                tracing::warn!(account = %self.account, "a snapshot could not be written: {error}");
            }
        }
    }
}
