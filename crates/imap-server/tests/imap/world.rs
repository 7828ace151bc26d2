//! A server in memory, with two accounts and a folder for bodies.

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use posthouse_auth::{
    Authenticator, MonotonicClock, Peer, Secret, Security, TlsInfo, VisitorLimits, Visitors, credentials,
};
use posthouse_blob::BlobStore;
use posthouse_directory::{self as directory, Address, Credentials, Directory, Domain, GroupName};
use posthouse_engine::Engine;
use posthouse_imap_server::{Config, Context, Limits, Outcome, Timeouts, serve};
use posthouse_mailbox::{
    Account, AccountId, Clock, EntryName, GroupId, Identity, MailboxName, NamedFlags, NewMessage, Rights, RightsChange,
    Store,
};
use posthouse_pop3_server as pop3;
use posthouse_testkit::transcript::Stream;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::switch::Switch;

/// The password of every account.
pub(crate) const PASSWORD: &str = "open sesame";

/// The place of the shared account `team@example.test` among the accounts.
pub(crate) const TEAM: usize = 3;

/// A server in memory.
pub(crate) struct World {
    context: Arc<Context>,
    hasty: Arc<Context>,
    sleepy: Arc<Context>,
    impatient: Arc<Context>,
    accounts: Vec<AccountId>,
    visitors: Visitors,
    stop: watch::Sender<bool>,
    sessions: Mutex<Vec<JoinHandle<()>>>,
    /// What the storage answers to commits.
    pub(crate) storage: Switch,
    _bodies: TempDir,
}

impl World {
    /// A server with the accounts `alice@example.test`, `bob@example.test` and `admin@example.test`, and the shared account
    /// `team@example.test`; Bob is in the group `staff`.
    ///
    /// `sessions` is how many of them an account may have.
    pub(crate) async fn new(sessions: Option<usize>) -> Self {
        let bodies = tempfile::tempdir().unwrap();
        let switch = Switch::default();
        let engine: Arc<dyn Engine> = Arc::new(switch.clone());
        let blobs = BlobStore::open(bodies.path(), Arc::clone(&engine), Default::default()).await.unwrap();
        let directory = Directory::open(Arc::clone(&engine)).await.unwrap();
        directory.add_domain(&Domain::parse("example.test").unwrap()).await.unwrap();
        let mut accounts = Vec::new();
        for name in ["alice@example.test", "bob@example.test", "admin@example.test"] {
            let address = Address::parse(name).unwrap();
            let admin = name.starts_with("admin@");
            let account = directory.add_account(&address, credentials(), admin).await.unwrap();
            accounts.push(AccountId(account.id.0));
        }
        let team = directory.add_shared_account(&Address::parse("team@example.test").unwrap()).await.unwrap();
        accounts.push(AccountId(team.id.0));
        let staff = GroupName::parse("staff").unwrap();
        directory.add_group(&staff).await.unwrap();
        directory.add_members(&staff, &[Address::parse("bob@example.test").unwrap()]).await.unwrap();
        let clock = Arc::new(MonotonicClock::new());
        let authenticator = Authenticator::open(directory.clone(), Default::default(), clock).await.unwrap();
        let store = Store::new(engine, blobs, Clock::new(|| 1_700_000_000));
        let context = |plaintext_logins, timeouts| {
            let mut config = Config { plaintext_logins, timeouts, ..Config::new("mail.example.test") };
            config.limits.message_size = 1 << 20;
            config.limits.searched_mailboxes = 12;
            let shared = [
                ("/shared/comment", "For tests"),
                ("/shared/admin", "mailto:postmaster@example.test"),
                ("/shared/filters/values/large", "LARGER 13"),
            ];
            config.shared = shared.map(|(name, value)| (EntryName::new(name).unwrap(), value.to_owned())).into();
            config.limits.append_size = 2 << 20;
            let (authenticator, directory, store) = (authenticator.clone(), directory.clone(), store.clone());
            Arc::new(Context { config, authenticator, directory, store })
        };
        let short = Duration::from_millis(20);
        let limits = VisitorLimits {
            connections: 5000,
            strangers_per_address: 5000,
            sessions_per_account_and_address: sessions,
        };
        Self {
            context: context(true, Timeouts::default()),
            hasty: context(false, Timeouts { login: short, ..Timeouts::default() }),
            impatient: context(true, Timeouts { write: short, ..Timeouts::default() }),
            sleepy: context(true, Timeouts { command: short, ..Timeouts::default() }),
            accounts,
            visitors: Visitors::new(limits),
            stop: watch::Sender::new(false),
            sessions: Mutex::default(),
            storage: switch,
            _bodies: bodies,
        }
    }

    /// A connection of its own to the server; see `connect` for the endpoints.
    pub(crate) fn dial(&self, endpoint: &str) -> tokio::io::DuplexStream {
        let (client, server) = tokio::io::duplex(1 << 16);
        let address: SocketAddr = "192.0.2.1:50000".parse().unwrap();
        let visit = Arc::new(self.visitors.enter(address.ip()).unwrap());
        let (security, context) = match endpoint {
            "imaps" => (Security::Implicit(TlsInfo::default()), &self.context),
            "strict" => (Security::Plain { starttls: true }, &self.strict()),
            "roomy" => (Security::Plain { starttls: true }, &self.roomy()),
            "reduced" => (Security::Plain { starttls: true }, &self.reduced()),
            "impatient" => (Security::Plain { starttls: true }, &self.impatient),
            "sleepy" => (Security::Plain { starttls: true }, &self.sleepy),
            "limited" => (Security::Plain { starttls: true }, &self.limited(NonZeroU32::new(2), None)),
            "saving" => (Security::Plain { starttls: true }, &self.limited(None, NonZeroU32::new(2))),
            "hasty" => (Security::Plain { starttls: true }, &self.hasty),
            _ => (Security::Plain { starttls: true }, &self.context),
        };
        let (context, stop) = (Arc::clone(context), self.stop.subscribe());
        let session = tokio::spawn(async move {
            let peer = Peer { address, security, visit: Arc::clone(&visit) };
            let Outcome::StartTls(server) = serve(server, &context, peer, stop.clone()).await else { return };
            let peer = Peer { address, security: Security::Started(TlsInfo::default()), visit };
            serve(server, &context, peer, stop).await;
        });
        self.sessions.lock().unwrap().push(session);
        client
    }

    /// A connection to the POP3 server of the same accounts.
    pub(crate) fn dial_pop3(&self) -> tokio::io::DuplexStream {
        let (client, server) = tokio::io::duplex(1 << 16);
        let address: SocketAddr = "192.0.2.1:50000".parse().unwrap();
        let visit = Arc::new(self.visitors.enter(address.ip()).unwrap());
        let config = pop3::Config { plaintext_logins: true, ..pop3::Config::new("mail.example.test") };
        let Context { authenticator, store, .. } = &*self.context;
        let context = pop3::Context { config, authenticator: authenticator.clone(), store: store.clone() };
        let session = tokio::spawn(async move {
            let peer = Peer { address, security: Security::Plain { starttls: true }, visit };
            pop3::serve(server, &context, peer).await;
        });
        self.sessions.lock().unwrap().push(session);
        client
    }

    /// Connects: to `imap` (passwords in the clear), `imaps`, `strict` (none), `reduced` (much is off), `hasty` (hardly any time to log in), `sleepy`
    /// (hardly any time between commands), `limited` (two messages a command), `saving` (two messages a COPY), `impatient` (hardly any time to read what is sent), or as `alice`, `bob` or
    /// `admin`, the administrator, who are logged in already.
    pub(crate) async fn connect(&self, endpoint: &str) -> io::Result<Box<dyn Stream>> {
        let mut stream = self.dial(endpoint);
        if ["alice", "bob", "admin"].contains(&endpoint) {
            log_in(&mut stream, &format!("{endpoint}@example.test")).await?;
        }
        Ok(Box::new(stream))
    }

    /// Tells every session to end and waits for it; none may have panicked.
    pub(crate) async fn end(&self) {
        self.stop();
        self.ended().await;
    }

    /// Waits until every session has ended.
    pub(crate) async fn ended(&self) {
        let sessions = std::mem::take(&mut *self.sessions.lock().unwrap());
        for session in sessions {
            session.await.unwrap();
        }
    }

    /// Tells every session to end.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Removes an account and its mail.
    pub(crate) async fn remove(&self, name: &str) {
        let address = Address::parse(&format!("{name}@example.test")).unwrap();
        let account = self.context.directory.remove_account(&address).await.unwrap();
        self.context.store.remove_account(AccountId(account.id.0)).await.unwrap();
    }

    /// Makes a mailbox as the owner of an account may.
    pub(crate) async fn make(&self, account: &str, mailbox: &str) {
        let account = self.open(account).await;
        account.create(MailboxName::new(mailbox).unwrap(), None).await.unwrap();
    }

    /// Gives somebody rights to a mailbox of an account; `-` are none.
    pub(crate) async fn give(&self, account: &str, mailbox: &str, who: &str, rights: &str) {
        let identity = match self.context.directory.identity(who).await.unwrap().unwrap() {
            directory::Identity::Anyone => Identity::Anyone,
            directory::Identity::Account(id) => Identity::Account(AccountId(id.0)),
            directory::Identity::Group(id) => Identity::Group(GroupId(id.0)),
        };
        let account = self.open(account).await;
        let mailbox = account.mailbox(&MailboxName::new(mailbox).unwrap()).unwrap().id;
        let rights = Rights::from_letters(rights.trim_start_matches('-')).unwrap();
        account.set_acl(mailbox, identity.into(), RightsChange::Replace, rights).await.unwrap();
    }

    async fn open(&self, name: &str) -> Account {
        let found = self.context.directory.account_by_name(&format!("{name}@example.test")).await.unwrap();
        self.context.store.account(AccountId(found.unwrap().id.0)).await.unwrap()
    }

    /// Delivers a message to an INBOX: 0 is Alice's, 1 is Bob's, [`TEAM`] is the shared one.
    pub(crate) async fn deliver(&self, account: usize, message: &str) {
        let account = self.context.store.account(self.accounts[account]).await.unwrap();
        let inbox = account.mailbox(&MailboxName::inbox()).unwrap();
        let mut incoming = self.context.store.incoming();
        incoming.write(message.as_bytes()).await.unwrap();
        let arrived = incoming.finish().await.unwrap();
        let message = NewMessage { arrived, flags: NamedFlags::default(), internal_date: None };
        account.append(inbox.id, vec![message]).await.unwrap();
    }

    /// Puts the same small message into an INBOX many times.
    pub(crate) async fn deliver_many(&self, account: usize, count: usize) {
        let account = self.context.store.account(self.accounts[account]).await.unwrap();
        let inbox = account.mailbox(&MailboxName::inbox()).unwrap();
        let mut incoming = self.context.store.incoming();
        incoming.write(b"Subject: x\r\n\r\n").await.unwrap();
        let arrived = incoming.finish().await.unwrap();
        let message = NewMessage { arrived, flags: NamedFlags::default(), internal_date: None };
        for _ in 0..count / 1000 {
            account.append(inbox.id, vec![message.clone(); 1000]).await.unwrap();
        }
    }

    /// Switches capabilities of an account off.
    pub(crate) async fn switch_off(&self, name: &str, capabilities: &[&str]) -> Result<(), String> {
        let address = Address::parse(name).map_err(|error| error.to_string())?;
        let switched = self.context.directory.switch_capabilities(&address, capabilities, &[]).await;
        switched.map(|_| ()).map_err(|error| error.to_string())
    }

    fn limited(&self, messages: Option<NonZeroU32>, saved_messages: Option<NonZeroU32>) -> Arc<Context> {
        let mut config = self.context.config.clone();
        config.limits = Limits { messages, saved_messages, ..config.limits };
        self.with(config)
    }

    fn roomy(&self) -> Arc<Context> {
        let mut config = self.context.config.clone();
        config.limits.message_size = 128 << 20;
        self.with(config)
    }

    fn strict(&self) -> Arc<Context> {
        self.with(Config { plaintext_logins: false, ..self.context.config.clone() })
    }

    fn reduced(&self) -> Arc<Context> {
        let off = "IDLE ID MOVE UIDPLUS LIST-EXTENDED CONDSTORE ESEARCH SORT=DISPLAY THREAD=REFS BINARY MULTIAPPEND CATENATE \
                   URLAUTH REPLACE WITHIN SAVEDATE OBJECTID PREVIEW QUOTA METADATA ACL NOTIFY COMPRESS=DEFLATE STATUS=SIZE";
        self.with(Config { off: off.split(' ').collect(), ..self.context.config.clone() })
    }

    fn with(&self, config: Config) -> Arc<Context> {
        let Context { authenticator, directory, store, .. } = &*self.context;
        let (authenticator, directory, store) = (authenticator.clone(), directory.clone(), store.clone());
        Arc::new(Context { config, authenticator, directory, store })
    }
}

/// Hashing takes long on purpose, so it is done once.
fn credentials() -> Credentials {
    static MADE: OnceLock<Credentials> = OnceLock::new();
    MADE.get_or_init(|| credentials::make(&Secret::new(PASSWORD)).unwrap()).clone()
}

async fn log_in(stream: &mut (impl Stream + ?Sized), name: &str) -> io::Result<()> {
    read_line(stream).await?;
    stream.write_all(format!("login LOGIN {name} \"{PASSWORD}\"\r\n").as_bytes()).await?;
    let answer = read_line(stream).await?;
    if answer.starts_with("login OK ") { Ok(()) } else { Err(io::Error::other(answer)) }
}

/// Octet by octet, so that nothing behind the line is taken.
pub(crate) async fn read_line(stream: &mut (impl Stream + ?Sized)) -> io::Result<String> {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        line.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}
