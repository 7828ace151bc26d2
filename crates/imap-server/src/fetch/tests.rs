//! FETCH over stored mailboxes.

mod binary;
mod columns;
mod damage;
mod golden;
mod items;
mod room;
mod sections;

use std::sync::Arc;
use std::time::Duration;

use posthouse_blob::{BlobStore, Options};
use posthouse_engine::memory::Memory;
use posthouse_imap_wire::command::FetchItem;
use posthouse_mailbox::{
    Account, AccountId, Clock, InternalDate, Mailbox, MailboxName, NamedFlags, NewMessage, Store, Uid, UidSet,
};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, duplex};

use super::{Fetched, Request, run};
use crate::enabled::Enabled;
use crate::error::Error;
use crate::output::{Output, Stream};
use crate::view::View;

/// An account of its own.
struct Stand {
    engine: Arc<Memory>,
    store: Store,
    account: Account,
    _dir: TempDir,
}

impl Stand {
    async fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let engine = Arc::new(Memory::new());
        let blobs = BlobStore::open(dir.path(), engine.clone(), Options::default()).await.unwrap();
        let store = Store::new(engine.clone(), blobs, Clock::new(|| 0));
        let account = store.account(AccountId(1)).await.unwrap();
        Self { engine, store, account, _dir: dir }
    }

    /// A stand with these messages, their UIDs counted from 1.
    async fn with<M: AsRef<[u8]>>(messages: &[M]) -> Self {
        let stand = Self::new().await;
        for message in messages {
            stand.add(message.as_ref(), NamedFlags::default()).await;
        }
        stand
    }

    async fn add(&self, message: &[u8], flags: NamedFlags) {
        let mut incoming = self.store.incoming();
        incoming.write(message).await.unwrap();
        let arrived = incoming.finish().await.unwrap();
        let internal_date = Some(InternalDate { seconds: 837_596_665, offset_minutes: -420 });
        let message = NewMessage { arrived, flags, internal_date };
        self.account.append(self.inbox().id, vec![message]).await.unwrap();
    }

    fn inbox(&self) -> Arc<Mailbox> {
        self.account.mailbox(&MailboxName::inbox()).unwrap()
    }

    fn view(&self) -> View {
        let mailbox = self.inbox();
        let (recent, saved, updates) = Default::default();
        View { told: mailbox.modseq, mailbox, recent, saved, updates, untold_flags: None, holds_gone: false }
    }

    /// The octets of the responses for all messages.
    async fn fetch(&self, items: &[FetchItem]) -> Vec<u8> {
        let (octets, fetched) = self.fetch_of(&self.view(), items).await;
        assert_eq!(fetched.unwrap(), Fetched::default());
        octets
    }

    /// The octets of the responses for all messages of a view, and how it went.
    async fn fetch_of(&self, view: &View, items: &[FetchItem]) -> (Vec<u8>, Result<Fetched, Error>) {
        let none = UidSet::new();
        let request = Request {
            account: &self.account,
            view,
            messages: &UidSet::range(Uid::MIN, Uid::MAX),
            items,
            newly_seen: &none,
            enabled: Enabled::default(),
        };
        respond(request).await
    }
}

async fn respond(request: Request<'_>) -> (Vec<u8>, Result<Fetched, Error>) {
    let (mut client, mut server) = duplex(1 << 16);
    let write = async move {
        let stream: &mut dyn Stream = &mut server;
        let (_, socket) = tokio::io::split(stream);
        let mut out = Output::new(socket, Duration::from_secs(60));
        let fetched = run(request, &mut out).await;
        out.flush().await.unwrap();
        drop(out);
        drop(server);
        fetched
    };
    let mut octets = Vec::new();
    let (fetched, _) = tokio::join!(write, client.read_to_end(&mut octets));
    (octets, fetched)
}
