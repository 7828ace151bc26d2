//! Delivering to one account, to each of several, or to all of them.

use std::collections::HashSet;
use std::sync::Arc;

use posthouse_directory::Directory;
use posthouse_engine::{Batch, Engine};
use posthouse_mailbox::{
    Account, AccountId, Arrived, Clock, Error as MailboxError, InternalDate, MailboxId, MailboxName, NamedFlags,
    NewMessage, StorageError, Store, Usage,
};
use tokio::task::JoinSet;

use crate::claims::Claims;
use crate::job::{JobId, Row, RowKey};

/// How many accounts are worked on at the same time for one message.
const AT_ONCE: usize = 32;

/// Why a message was not delivered. Nothing of it is in any mailbox, unless the storage lost its answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// There is no room for it now.
    #[error("the storage is full")]
    Full,
    /// An account would hold more than its quota; when something is removed from it, it can take messages again.
    #[error("the quota of an account is exceeded")]
    OverQuota,
    /// The account can take no more messages, whatever time passes.
    #[error("{0}")]
    Refused(MailboxError),
    /// Something else; trying again may help.
    #[error("{0}")]
    Failed(MailboxError),
}

/// Delivers into mailboxes. Cloning is cheap.
#[derive(Clone)]
pub struct Delivery {
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) store: Store,
    pub(crate) directory: Directory,
    /// Jobs that are being worked on.
    pub(crate) claims: Claims,
    clock: Clock,
}

impl Delivery {
    /// Delivers into the mailboxes of `store`, whose engine is `engine`. One for a store: its clones know of each other.
    #[must_use]
    pub fn new(engine: Arc<dyn Engine>, store: Store, directory: Directory, clock: Clock) -> Self {
        Self { engine, store, directory, claims: Claims::default(), clock }
    }

    /// Whether each of these accounts has room for a message of `octets`. One that cannot be read has: it is the delivery
    /// that finds out what is wrong with it.
    ///
    /// # Errors
    /// [`Error::OverQuota`] where one has not.
    pub async fn admit(&self, accounts: &[AccountId], octets: u64) -> Result<(), Error> {
        let outcomes = self.for_each(accounts, move |delivery, account| async move {
            let Ok(account) = delivery.store.account(account).await else { return Ok(()) };
            Ok(account.admit(Usage { storage: octets, messages: 1, mailboxes: 0 })?)
        });
        outcomes.await.into_iter().collect()
    }

    /// Delivers one copy to every account, all or none: `Ok` once the message is sure to reach all of them.
    ///
    /// Usually it is in all mailboxes then. Where an account's own storage failed after the job was noted, it follows
    /// with the next [`Delivery::recover`]; asking the sender for another try would bring others the message twice. For the
    /// same reason a quota refuses the message only where there is one account; ask [`Delivery::admit`] before.
    ///
    /// # Errors
    /// Why no account gets it.
    pub async fn deliver_all(&self, message: &Arrived, accounts: &[AccountId]) -> Result<(), Error> {
        match distinct(accounts).as_slice() {
            [] => Ok(()),
            [account] => self.deliver(message, *account).await,
            accounts => self.clone().in_task(message.clone(), accounts.to_vec()).await,
        }
    }

    /// Delivers one copy to every account, each on its own: one outcome for every entry of `accounts`, in their order.
    pub async fn deliver_each(&self, message: &Arrived, accounts: &[AccountId]) -> Vec<Result<(), Error>> {
        if let [account] = accounts {
            return vec![self.deliver(message, *account).await];
        }
        let distinct = distinct(accounts);
        let outcomes = self.for_each(&distinct, |delivery, account| {
            let message = message.clone();
            async move { delivery.deliver(&message, account).await }
        });
        let outcomes = outcomes.await;
        let outcome =
            |account| distinct.iter().position(|other| other == account).and_then(|at| outcomes.get(at).cloned());
        accounts.iter().map(|account| outcome(account).unwrap_or_else(|| Err(lost_task()))).collect()
    }

    async fn deliver(&self, message: &Arrived, account: AccountId) -> Result<(), Error> {
        let (inbox, message) = self.prepare(message, account, self.clock.seconds()).await?;
        inbox.account.append(inbox.id, vec![message]).await.map(drop).map_err(Error::from)
    }

    /// A job goes to its end even if the session that asked for it does not: nobody else may begin it meanwhile.
    async fn in_task(self, message: Arrived, accounts: Vec<AccountId>) -> Result<(), Error> {
        let task = tokio::spawn(async move { self.deliver_job(&message, &accounts).await });
        task.await.unwrap_or_else(|_| Err(lost_task()))
    }

    async fn deliver_job(&self, message: &Arrived, accounts: &[AccountId]) -> Result<(), Error> {
        let (job, row) = (JobId::random(), Row { blob: message.blob(), received: self.clock.seconds() });
        let _claim = self.claims.claim(job);
        self.note(job, &row, message, accounts).await?;
        let outcomes = self.for_each(accounts, |delivery, account| {
            let (message, row) = (message.clone(), row.clone());
            async move { delivery.finish_row(RowKey { job, account }, &row, &message).await }
        });
        for (account, outcome) in accounts.iter().zip(outcomes.await) {
            if let Err(error) = outcome {
                tracing::error!(%account, "a delivery is put off until the next recovery: {error}");
            }
        }
        Ok(())
    }

    /// Notes a row for every account, each with a reference to the body: from here on the message is ours to deliver.
    async fn note(&self, job: JobId, row: &Row, message: &Arrived, accounts: &[AccountId]) -> Result<(), Error> {
        let mut batch = Batch::new();
        for &account in accounts {
            let key = RowKey { job, account };
            batch.require_absent(key.encode()).put(key.encode(), row.encode());
            self.store.add_reference(&mut batch, message, &key.owner());
        }
        self.engine.commit(batch).await.map_err(|error| MailboxError::from(error).into())
    }

    /// Delivers to the account of a row and removes the row, in one commit. A row that is gone has been delivered.
    pub(crate) async fn finish_row(&self, key: RowKey, row: &Row, message: &Arrived) -> Result<(), Error> {
        let mut along = Batch::new();
        along.require_equals(key.encode(), row.encode()).delete(key.encode());
        self.store.remove_reference(&mut along, &row.blob, &key.owner());
        let (inbox, message) = self.prepare(message, key.account, row.received).await?;
        match inbox.account.append_accepted(inbox.id, vec![message], along).await {
            Err(MailboxError::Conflict) if self.is_gone(key).await? => Ok(()),
            outcome => outcome.map(drop).map_err(Error::from),
        }
    }

    async fn is_gone(&self, key: RowKey) -> Result<bool, Error> {
        Ok(self.engine.get(&key.encode()).await.map_err(MailboxError::from)?.is_none())
    }

    async fn prepare(
        &self,
        message: &Arrived,
        account: AccountId,
        received: i64,
    ) -> Result<(Inbox, NewMessage), MailboxError> {
        let account = self.store.account(account).await?;
        let id = account.mailbox(&MailboxName::inbox())?.id;
        let internal_date = Some(InternalDate { seconds: received, offset_minutes: 0 });
        let message = NewMessage { arrived: message.clone(), flags: NamedFlags::default(), internal_date };
        Ok((Inbox { account, id }, message))
    }

    /// Runs `work` for every account, some at the same time, and gives the outcomes in the order of the accounts.
    async fn for_each<F>(&self, accounts: &[AccountId], work: impl Fn(Self, AccountId) -> F) -> Vec<Result<(), Error>>
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let mut outcomes: Vec<Result<(), Error>> = accounts.iter().map(|_| Err(lost_task())).collect();
        let mut waiting = accounts.iter().enumerate();
        let mut running = JoinSet::new();
        loop {
            for (at, &account) in waiting.by_ref().take(AT_ONCE.saturating_sub(running.len())) {
                let work = work(self.clone(), account);
                running.spawn(async move { (at, work.await) });
            }
            let Some(ended) = running.join_next().await else { return outcomes };
            if let Ok((at, outcome)) = ended
                && let Some(slot) = outcomes.get_mut(at)
            {
                *slot = outcome;
            }
        }
    }
}

/// Where messages go.
struct Inbox {
    account: Account,
    id: MailboxId,
}

/// Each account once, in the order of their first mention.
fn distinct(accounts: &[AccountId]) -> Vec<AccountId> {
    let mut seen = HashSet::new();
    accounts.iter().copied().filter(|account| seen.insert(*account)).collect()
}

/// The outcome of work that ended without one: its task was stopped, or it had a bug.
fn lost_task() -> Error {
    Error::Failed(StorageError::Unavailable("the delivery was interrupted".into()).into())
}

impl From<MailboxError> for Error {
    fn from(error: MailboxError) -> Self {
        match error {
            MailboxError::Storage(StorageError::Full) => Self::Full,
            MailboxError::OverQuota(_) => Self::OverQuota,
            MailboxError::Limit(_) | MailboxError::NoSuchAccount => Self::Refused(error),
            _ => Self::Failed(error),
        }
    }
}
