//! One change of the directory: decided on one generation, committed only on that one.
//!
//! Changes are rare, so all of them are put in one order by the generation in the directory's own record. What a change
//! has read still holds when it commits, in this process and in any other on the same engine.

use std::future::Future;

use posthouse_engine::{Batch, CommitError, Engine};
use prost::Message;

use crate::record::{self, FORMAT, MetaRecord};
use crate::{AccountId, Error, keys};

/// How often a change is decided anew when others come first.
const ATTEMPTS: usize = 64;

/// A change that is being decided.
pub(crate) struct Change {
    meta: MetaRecord,
    batch: Batch,
}

impl Change {
    /// Begins on the newest generation; read only after this.
    pub(crate) async fn begin(engine: &dyn Engine) -> Result<Self, Error> {
        let mut batch = Batch::new();
        let stored = engine.get(keys::META).await?;
        let meta = match &stored {
            Some(bytes) => record::read::<MetaRecord>(bytes)?,
            None => MetaRecord { format: FORMAT, generation: 0, last_account: 0 },
        };
        match stored {
            Some(bytes) => batch.require_equals(keys::META, bytes),
            None => batch.require_absent(keys::META),
        };
        Ok(Self { meta, batch })
    }

    /// The generation that this change makes.
    pub(crate) fn generation(&self) -> u64 {
        self.meta.generation.saturating_add(1)
    }

    /// A number that no account and no group has had.
    pub(crate) fn new_account_id(&mut self) -> AccountId {
        self.meta.last_account = self.meta.last_account.saturating_add(1);
        AccountId(self.meta.last_account)
    }

    /// Sets a record.
    pub(crate) fn put(&mut self, key: Vec<u8>, record: &impl Message) {
        self.batch.put(key, record.encode_to_vec());
    }

    /// Sets a key that says all by being there.
    pub(crate) fn mark(&mut self, key: Vec<u8>) {
        self.batch.put(key, Vec::new());
    }

    /// Removes a record.
    pub(crate) fn delete(&mut self, key: Vec<u8>) {
        self.batch.delete(key);
    }

    /// Makes the change, or says [`Error::Contended`] when another came first.
    pub(crate) async fn commit(mut self, engine: &dyn Engine) -> Result<(), Error> {
        self.meta.generation = self.generation();
        self.batch.put(keys::META, self.meta.encode_to_vec());
        engine.commit(self.batch).await.map_err(|error| match error {
            CommitError::Conflict { .. } => Error::Contended,
            CommitError::Engine(error) => Error::Storage(error),
        })
    }
}

/// Makes `attempt` until no other change comes first.
pub(crate) async fn retrying<T, F>(attempt: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    for _ in 1..ATTEMPTS {
        match attempt().await {
            Err(Error::Contended) => {}
            done => return done,
        }
    }
    attempt().await
}
