//! The one writer of an account: it takes what waits, decides, commits it together, publishes, answers.

mod group;
mod renewal;

use std::ops::ControlFlow;
use std::sync::Arc;

use posthouse_engine::{Batch, CommitError, Error as EngineError};
use tokio::sync::{mpsc, oneshot, watch};

use self::group::{Group, Scope};
use self::renewal::Renewal;
use crate::load::load;
use crate::ops::{Context, Decision, Operation};
use crate::recent::Recent;
use crate::snapshot::Stored;
use crate::state::Misfit;
use crate::storage::Storage;
use crate::{Account, AccountId, Clock, Error, ModSeq, QuotaLimits, State, StorageError, aside, keys};

/// How many waiting operations one commit takes together.
const GROUP: usize = 256;

/// After how many log entries the snapshot is renewed.
const SNAPSHOT_AFTER: u64 = 1024;

/// After how many it is renewed when the account comes to rest; fewer are read as quickly as a snapshot is written.
const SNAPSHOT_AT_REST: u64 = 64;

/// An operation that waits, with the way back to who asked for it.
pub(crate) trait Job: Send {
    /// See [`Operation::messages`].
    fn messages(&self, state: &State) -> usize;
    /// Decides against `state`. A refusal decides nothing; it is told like an outcome, after the commit that it followed.
    fn decide(&mut self, state: &State, context: Context) -> Decision<()>;
    /// Says how the commit went.
    fn answer(self: Box<Self>, committed: Result<(), Error>);
}

pub(crate) struct Waiting<O: Operation> {
    operation: O,
    decided: Result<O::Outcome, Error>,
    reply: oneshot::Sender<Result<O::Outcome, Error>>,
    /// Who asks; the account is not let go while something is to be done.
    account: Account,
}

impl<O: Operation> Waiting<O> {
    pub(crate) fn new(operation: O, account: Account) -> (Self, oneshot::Receiver<Result<O::Outcome, Error>>) {
        let (reply, answer) = oneshot::channel();
        let decided = Err(Error::NoSuchAccount);
        (Self { operation, decided, reply, account }, answer)
    }
}

impl<O: Operation> Job for Waiting<O> {
    fn messages(&self, state: &State) -> usize {
        self.operation.messages(state)
    }

    fn decide(&mut self, state: &State, context: Context) -> Decision<()> {
        let context = Context { reader: self.account.reader(), ..context };
        let (decided, events, writes) = match self.operation.decide(state, context) {
            Ok(Decision { events, writes, outcome }) => (Ok(outcome), events, writes),
            Err(error) => (Err(error), Vec::new(), Batch::new()),
        };
        self.decided = decided;
        Decision { events, writes, outcome: () }
    }

    /// A caller that went away does not undo what it asked for.
    fn answer(self: Box<Self>, committed: Result<(), Error>) {
        let _ = self.reply.send(committed.and(self.decided));
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
    /// The limits of accounts that have none of their own.
    pub(crate) limits: QuotaLimits,
    pub(crate) requests: mpsc::Receiver<Request>,
    pub(crate) versions: watch::Sender<Arc<State>>,
    pub(crate) recent: Arc<Recent>,
    pub(crate) snapshot: Arc<Stored>,
    /// Of which commit the last snapshot was begun, whether it could be written or not.
    pub(crate) begun: ModSeq,
    pub(crate) renewal: Option<Renewal>,
    /// Held beside by whoever is not done with the account.
    pub(crate) busy: Arc<()>,
    /// Set when it is unknown whether a commit took effect: the state must be read again.
    pub(crate) doubtful: bool,
}

impl Actor {
    /// Runs until the last handle of the account is gone.
    pub(crate) async fn run(mut self) {
        let mut waiting = Vec::with_capacity(GROUP);
        loop {
            tokio::select! {
                biased;
                written = Renewal::written(&mut self.renewal) => self.renewed(written),
                count = self.requests.recv_many(&mut waiting, GROUP) => {
                    if count == 0 || self.serve(&mut waiting).await.is_break() {
                        return;
                    }
                }
            }
        }
    }

    async fn serve(&mut self, requests: &mut Vec<Request>) -> ControlFlow<()> {
        // Whoever gets the last answer may let go of the account; it is at rest only after what follows.
        let busy = Arc::clone(&self.busy);
        let (mut jobs, mut resting, mut closing) = (Vec::with_capacity(requests.len()), Vec::new(), None);
        for request in requests.drain(..) {
            match request {
                Request::Perform(job) if closing.is_none() => jobs.push(job),
                Request::Perform(job) => job.answer(Err(Error::NoSuchAccount)),
                Request::Rest(done) => resting.push(done),
                Request::Close(done) => closing = Some(done),
            }
        }
        self.perform(jobs).await;
        if let Some(done) = closing {
            self.finish_renewal().await;
            self.publish_end();
            let _ = done.send(());
            return ControlFlow::Break(());
        }
        if self.commits_since(self.begun) >= SNAPSHOT_AFTER {
            self.renew_snapshot(Vec::new());
        }
        if !resting.is_empty() {
            self.save_recent().await;
        }
        drop(busy);
        self.rest(resting);
        ControlFlow::Continue(())
    }

    /// The last version, which has nothing: whoever still looks at a mailbox of the account learns that it is gone.
    fn publish_end(&self) {
        let modseq = self.versions.borrow().modseq.next();
        self.versions.send_replace(Arc::new(State { modseq, ..State::default() }));
    }

    async fn perform(&mut self, jobs: Vec<Box<dyn Job>>) {
        let jobs = match self.certain().await {
            Ok(()) => jobs,
            Err(error) => return jobs.into_iter().for_each(|job| job.answer(Err(error.clone()))),
        };
        let mut group = match self.decide(jobs).await {
            Ok(group) => group,
            // Who asked learns of it as the way back is gone; nothing has changed.
            Err(error) => return tracing::error!(account = %self.account, "operations were not decided: {error}"),
        };
        let later = std::mem::take(&mut group.later);
        if !group.jobs.is_empty() {
            self.conclude(group).await;
        }
        if !later.is_empty() {
            Box::pin(self.perform(later)).await;
        }
    }

    async fn conclude(&mut self, group: Group) {
        if let Some(misfit) = group.misfit {
            return self.misfit(group.jobs, &misfit).await;
        }
        match self.commit(group.batch).await {
            Ok(()) => {
                self.publish(group.state, group.messages, group.jobs);
                self.tell_of_gifts(group.gives);
            }
            Err(CommitError::Conflict { .. }) if group.jobs.len() > 1 => self.one_by_one(group.jobs).await,
            Err(error) => self.fail(group.jobs, error),
        }
    }

    /// Whoever looks for mailboxes of others looks again.
    fn tell_of_gifts(&self, gives: bool) {
        if gives {
            self.storage.given.send_modify(|count| *count += 1);
        }
    }

    /// One operation's mistake must not be the others' undoing.
    async fn misfit(&mut self, jobs: Vec<Box<dyn Job>>, misfit: &Misfit) {
        if jobs.len() > 1 {
            return self.one_by_one(jobs).await;
        }
        tracing::error!(account = %self.account, "an operation decided what does not fit: {misfit}");
        let error = Error::from(StorageError::Bug(misfit.to_string()));
        jobs.into_iter().for_each(|job| job.answer(Err(error.clone())));
    }

    /// A precondition of one operation must not be the others' undoing.
    async fn one_by_one(&mut self, jobs: Vec<Box<dyn Job>>) {
        for job in jobs {
            Box::pin(self.perform(vec![job])).await;
        }
    }

    /// Decides and folds: on a thread of its own, if that is of many messages, so that whoever shares this one is not held up.
    async fn decide(&self, jobs: Vec<Box<dyn Job>>) -> Result<Group, Error> {
        let scope = Scope { account: self.account, time: self.clock.seconds(), limits: self.limits };
        let state = State::clone(&self.versions.borrow());
        let messages = jobs.iter().map(|job| job.messages(&state)).fold(0, usize::saturating_add);
        aside::work(messages, move || Group::decide(scope, state, messages, jobs)).await
    }

    async fn commit(&self, mut batch: Batch) -> Result<(), CommitError> {
        if batch.is_empty() {
            return Ok(());
        }
        if let Some(record) = self.recent.unsaved() {
            batch.put(keys::recent(self.account), record);
        }
        let committed = self.storage.engine.commit(batch).await;
        if committed.is_err() {
            self.recent.forget_saved();
        }
        committed
    }

    fn publish(&self, state: State, messages: usize, jobs: Vec<Box<dyn Job>>) {
        if state.modseq != self.versions.borrow().modseq {
            aside::let_go(messages, self.versions.send_replace(Arc::new(state)));
        }
        jobs.into_iter().for_each(|job| job.answer(Ok(())));
    }

    fn fail(&mut self, jobs: Vec<Box<dyn Job>>, error: CommitError) {
        self.doubtful |= self.is_doubtful_after(&error);
        let error = Error::from(error);
        if !matches!(error, Error::Conflict) {
            tracing::error!(account = %self.account, "a commit failed: {error}");
        }
        jobs.into_iter().for_each(|job| job.answer(Err(error.clone())));
    }

    /// Whether what is stored may be other than what is known: the engine cannot say whether it committed, or somebody
    /// else has written the log.
    fn is_doubtful_after(&self, error: &CommitError) -> bool {
        match error {
            CommitError::Conflict { key } => keys::is_log(self.account, key),
            CommitError::Engine(EngineError::Full) => false,
            CommitError::Engine(EngineError::Corrupt(_) | EngineError::Unavailable(_)) => true,
        }
    }

    /// After a failed commit the storage says what is true.
    async fn certain(&mut self) -> Result<(), Error> {
        if self.doubtful {
            // What is read piece by piece must not change meanwhile.
            self.finish_renewal().await;
            let loaded = load(&self.storage, self.account).await?;
            self.begun = loaded.snapshot.modseq;
            self.snapshot = Arc::new(loaded.snapshot);
            self.versions.send_replace(Arc::new(loaded.state));
            self.doubtful = false;
        }
        Ok(())
    }

    fn commits_since(&self, modseq: ModSeq) -> u64 {
        self.versions.borrow().modseq.0.saturating_sub(modseq.0)
    }

    /// Tells who waits when the account is at rest: when there is a snapshot that leaves little of the log.
    fn rest(&mut self, waiting: Vec<oneshot::Sender<()>>) {
        if waiting.is_empty() {
            return;
        }
        let is_old = self.commits_since(self.snapshot.modseq) >= SNAPSHOT_AT_REST;
        match &mut self.renewal {
            Some(renewal) => renewal.too_early_for.extend(waiting),
            None if is_old => self.renew_snapshot(waiting),
            None => tell(waiting),
        }
    }

    /// Begins a snapshot of the newest version, unless one is being written.
    fn renew_snapshot(&mut self, awaited_by: Vec<oneshot::Sender<()>>) {
        if self.doubtful || self.renewal.is_some() {
            return tell(awaited_by);
        }
        let state = Arc::clone(&self.versions.borrow());
        self.begun = state.modseq;
        let (storage, stored, busy) = (self.storage.clone(), Arc::clone(&self.snapshot), Arc::clone(&self.busy));
        self.renewal = Some(Renewal::begin(self.account, storage, state, stored, busy, awaited_by));
    }

    /// A snapshot is a cache: if it cannot be written, the log still says everything.
    fn renewed(&mut self, written: Result<Stored, Error>) {
        let Some(renewal) = self.renewal.take() else { return };
        match written {
            Ok(stored) => self.snapshot = Arc::new(stored),
            Err(error) => {
                // Unless nothing was written for want of room, it is unknown which chunks are stored.
                self.doubtful |= !matches!(error, Error::Storage(StorageError::Full));
                tracing::warn!(account = %self.account, "a snapshot could not be written: {error}");
            }
        }
        tell(renewal.awaited_by);
        self.rest(renewal.too_early_for);
    }

    async fn finish_renewal(&mut self) {
        while self.renewal.is_some() {
            let written = Renewal::written(&mut self.renewal).await;
            self.renewed(written);
        }
    }

    async fn save_recent(&self) {
        let Some(record) = self.recent.unsaved() else { return };
        let mut batch = Batch::new();
        batch.put(keys::recent(self.account), record);
        if self.storage.engine.commit(batch).await.is_err() {
            self.recent.forget_saved();
        }
    }
}

fn tell(waiting: Vec<oneshot::Sender<()>>) {
    waiting.into_iter().for_each(|done| _ = done.send(()));
}
