//! Searches over stored mailboxes.

mod columns;
mod memory;
mod text;

use std::sync::Arc;

use posthouse_blob::{BlobStore, Options};
use posthouse_engine::memory::Memory;
use tempfile::TempDir;

use super::{Query, search};
use crate::{Account, AccountId, Clock, InternalDate, Mailbox, MailboxName, NamedFlags, NewMessage, Store};

/// An account of its own.
pub(crate) struct Stand {
    pub(crate) store: Store,
    pub(crate) account: Account,
    _dir: TempDir,
}

impl Stand {
    pub(crate) async fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let engine = Arc::new(Memory::new());
        let blobs = BlobStore::open(dir.path(), engine.clone(), Options::default()).await.unwrap();
        let store = Store::new(engine, blobs, Clock::new(|| 0));
        let account = store.account(AccountId(1)).await.unwrap();
        Self { store, account, _dir: dir }
    }

    pub(crate) fn inbox(&self) -> Arc<Mailbox> {
        self.account.mailbox(&MailboxName::inbox()).unwrap()
    }

    pub(crate) async fn add(&self, message: &[u8], flags: NamedFlags, date: InternalDate) {
        let mut incoming = self.store.incoming();
        incoming.write(message).await.unwrap();
        let arrived = incoming.finish().await.unwrap();
        let message = NewMessage { arrived, flags, internal_date: Some(date) };
        self.account.append(self.inbox().id, vec![message]).await.unwrap();
    }

    /// The UIDs that a query finds.
    pub(crate) async fn find(&self, query: &Query) -> Vec<u32> {
        let found = search(&self.account, &self.inbox(), query).await.unwrap();
        found.uids.iter().map(|uid| uid.get()).collect()
    }
}

/// A stand with these messages, their UIDs counted from 1.
async fn with_messages<M: AsRef<[u8]>>(messages: &[M]) -> Stand {
    let stand = Stand::new().await;
    for message in messages {
        stand.add(message.as_ref(), NamedFlags::default(), InternalDate::default()).await;
    }
    stand
}
