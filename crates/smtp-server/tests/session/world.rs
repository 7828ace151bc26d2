//! A server in memory: two accounts and what they need, on an engine that can be made to fail.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use posthouse_auth::{
    Authenticator, Limits as AuthLimits, MonotonicClock, Secret, VisitorLimits, Visitors, credentials,
};
use posthouse_blob::BlobStore;
use posthouse_delivery::Delivery;
use posthouse_directory::{Address, Directory, Domain};
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, BoxFuture, CommitError, Engine, Error, Key, Range, Read, Value, Write};
use posthouse_mailbox::{AccountId, Clock, MailboxName, PerResource, Quota, Resource, Store};
use posthouse_smtp_server::{Config, Context, Limits, Timeouts};
use tempfile::TempDir;
use tokio::sync::watch;

/// What every world begins with; hashing passwords takes a while.
pub(crate) struct Base {
    memory: Memory,
}

pub(crate) struct World {
    pub(crate) engine: Faulty,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) visitors: Visitors,
    pub(crate) delivery: Delivery,
    store: Store,
    directory: Directory,
    contexts: HashMap<&'static str, Arc<Context>>,
    _bodies: TempDir,
}

impl Base {
    pub(crate) async fn new() -> Self {
        let memory = Memory::new();
        let directory = Directory::open(Arc::new(memory.clone())).await.unwrap();
        for domain in ["example.test", "例子.测试"] {
            directory.add_domain(&Domain::parse(domain).unwrap()).await.unwrap();
        }
        let made = credentials::make(&Secret::new("open sesame")).unwrap();
        for name in ["alice@example.test", "bob@example.test", "用户@例子.测试"] {
            directory.add_account(&Address::parse(name).unwrap(), made.clone(), false).await.unwrap();
        }
        directory.add_shared_account(&Address::parse("desk@example.test").unwrap()).await.unwrap();
        for (alias, targets) in [("info", &["alice"][..]), ("team", &["alice", "bob"]), ("front", &["desk"])] {
            let address = |name: &str| Address::parse(&format!("{name}@example.test")).unwrap();
            let targets: Vec<_> = targets.iter().map(|name| address(name)).collect();
            directory.add_alias(&address(alias), &targets).await.unwrap();
        }
        Self { memory }
    }

    pub(crate) async fn world(&self) -> World {
        let bodies = tempfile::tempdir().unwrap();
        let engine = Faulty { memory: self.memory.fork(), fault: Arc::default() };
        let shared: Arc<dyn Engine> = Arc::new(engine.clone());
        let blobs = BlobStore::open(bodies.path(), Arc::clone(&shared), Default::default()).await.unwrap();
        let directory = Directory::open(Arc::clone(&shared)).await.unwrap();
        let store = Store::new(Arc::clone(&shared), blobs, clock());
        let delivery = Delivery::new(shared, store.clone(), directory.clone(), clock());
        let clock_for_auth = Arc::new(MonotonicClock::new());
        let authenticator =
            Authenticator::open(directory.clone(), AuthLimits::default(), clock_for_auth).await.unwrap();
        let context = |config| {
            let (directory, authenticator) = (directory.clone(), authenticator.clone());
            Arc::new(Context::new(config, directory, authenticator, store.clone(), delivery.clone(), clock()))
        };
        let contexts = configs().into_iter().map(|(name, config)| (name, context(config))).collect();
        let limits =
            VisitorLimits { connections: 20, strangers_per_address: 20, sessions_per_account_and_address: Some(2) };
        let (stop, visitors) = (watch::Sender::new(false), Visitors::new(limits));
        World { engine, stop, visitors, delivery, store, directory, contexts, _bodies: bodies }
    }
}

impl World {
    /// The settings for an endpoint.
    pub(crate) fn context(&self, endpoint: &str) -> Arc<Context> {
        let kind = endpoint.split_once('-').map_or("", |(_, kind)| kind);
        Arc::clone(&self.contexts[kind])
    }

    /// The account of a name without its domain.
    pub(crate) async fn account(&self, name: &str) -> AccountId {
        let domain = if name.is_ascii() { "example.test" } else { "例子.测试" };
        let found = self.directory.account_by_name(&format!("{name}@{domain}")).await.unwrap().unwrap();
        AccountId(found.id.0)
    }

    /// Sets how much somebody may hold.
    pub(crate) async fn limit(&self, name: &str, resource: Resource, most: u64) {
        let account = self.store.account(self.account(name).await).await.unwrap();
        let mut quota = PerResource::default();
        *quota.get_mut(resource) = Some(Quota::AtMost(most));
        account.set_quota(quota).await.unwrap();
    }

    /// The messages in somebody's INBOX.
    pub(crate) async fn messages(&self, name: &str) -> Vec<Vec<u8>> {
        let account = self.store.account(self.account(name).await).await.unwrap();
        let inbox = account.mailbox(&MailboxName::inbox()).unwrap();
        let mut messages = Vec::new();
        for message in inbox.messages() {
            let email = account.email(message.email).await.unwrap();
            let body = account.body(email.body).await.unwrap();
            messages.push(body.read(0..body.len()).await.unwrap().to_vec());
        }
        messages
    }
}

fn configs() -> [(&'static str, Config); 4] {
    let config = || Config::new("mx.example.test");
    let small = Limits { message_size: 1000, recipients: 3, errors: 3, refused_recipients: 4, failed_logins: 2 };
    let moment = Duration::from_millis(50);
    let hasty = Timeouts { command: moment, data_block: moment, ..Timeouts::default() };
    [
        ("", Config { plaintext_logins: true, ..config() }),
        ("strict", config()),
        ("small", Config { limits: small, plaintext_logins: true, ..config() }),
        ("hasty", Config { timeouts: hasty, ..config() }),
    ]
}

fn clock() -> Clock {
    Clock::new(|| 1_700_000_000)
}

/// A [`Memory`] whose commits fail on demand.
#[derive(Clone)]
pub(crate) struct Faulty {
    memory: Memory,
    fault: Arc<Mutex<Fault>>,
}

/// Which commits fail.
#[derive(Clone, Copy, Default)]
pub(crate) enum Fault {
    #[default]
    None,
    /// All, for lack of room.
    Full,
    /// Those that write something of this account, for lack of room.
    FullFor(AccountId),
    /// All, for no good reason.
    Broken,
}

/// Whether a batch writes into the key space of an account.
fn touches(batch: &Batch, account: AccountId) -> bool {
    let space = [&b"a"[..], &account.0.to_be_bytes()].concat();
    batch.writes.iter().any(|write| matches!(write, Write::Put(key, _) if key.starts_with(&space)))
}

impl Faulty {
    pub(crate) fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }
}

impl Read for Faulty {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, Error>> {
        self.memory.get(key)
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        self.memory.get_many(keys)
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, Error>> {
        self.memory.range(range)
    }
}

impl Engine for Faulty {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        let fault = *self.fault.lock().unwrap();
        match fault {
            Fault::Full => Box::pin(async { Err(Error::Full.into()) }),
            Fault::FullFor(account) if touches(&batch, account) => Box::pin(async { Err(Error::Full.into()) }),
            Fault::Broken => Box::pin(async { Err(Error::Unavailable("on purpose".to_owned()).into()) }),
            Fault::None | Fault::FullFor(_) => self.memory.commit(batch),
        }
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, Error>> {
        self.memory.snapshot()
    }
}
