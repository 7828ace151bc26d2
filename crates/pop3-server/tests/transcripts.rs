//! Plays `tests/transcripts/pop3` against a server in memory.

// A test that cannot go on fails.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use posthouse_auth::{
    Authenticator, Limits, MonotonicClock, Peer, Secret, Security, TlsInfo, VisitorLimits, Visitors, credentials,
};
use posthouse_blob::BlobStore;
use posthouse_directory::{Address, Directory, Domain};
use posthouse_engine::Engine;
use posthouse_engine::memory::Memory;
use posthouse_mailbox::{AccountId, Clock, MailboxName, NamedFlags, NewMessage, Store};
use posthouse_pop3_server::{Config, Context, Outcome, serve};
use posthouse_testkit::transcript::{Harness, Stream, run_directory};
use tempfile::TempDir;

const NAME: &str = "alice@example.test";
const PASSWORD: &str = "open sesame";

/// A server with one account, which has three messages, and the shared account `team@example.test`.
struct World {
    context: Arc<Context>,
    account: AccountId,
    visitors: Visitors,
    _bodies: TempDir,
}

impl World {
    async fn new() -> Self {
        let bodies = tempfile::tempdir().unwrap();
        let engine: Arc<dyn Engine> = Arc::new(Memory::new());
        let blobs = BlobStore::open(bodies.path(), Arc::clone(&engine), Default::default()).await.unwrap();
        let directory = Directory::open(Arc::clone(&engine)).await.unwrap();
        directory.add_domain(&Domain::parse("example.test").unwrap()).await.unwrap();
        let made = credentials::make(&Secret::new(PASSWORD)).unwrap();
        let account = directory.add_account(&Address::parse(NAME).unwrap(), made, false).await.unwrap();
        directory.add_shared_account(&Address::parse("team@example.test").unwrap()).await.unwrap();
        let authenticator =
            Authenticator::open(directory, Limits::default(), Arc::new(MonotonicClock::new())).await.unwrap();
        let store = Store::new(engine, blobs, Clock::new(|| 1_700_000_000));
        let config = Config { plaintext_logins: true, ..Config::new("mail.example.test") };
        let visitors = Visitors::new(VisitorLimits {
            connections: 10,
            strangers_per_address: 10,
            sessions_per_account_and_address: Some(3),
        });
        let world = Self {
            context: Arc::new(Context { config, authenticator, store }),
            account: AccountId(account.id.0),
            visitors,
            _bodies: bodies,
        };
        world.deliver("Subject: first\r\n\r\n1\r\n.2\r\n..3\r\n4\r\n").await;
        world.deliver("Subject: second\r\n\r\nno line end").await;
        world.deliver("Subject: third\r\n\r\n").await;
        world
    }

    async fn deliver(&self, message: &str) {
        let account = self.context.store.account(self.account).await.unwrap();
        let inbox = account.mailbox(&MailboxName::inbox()).unwrap();
        let mut incoming = self.context.store.incoming();
        incoming.write(message.as_bytes()).await.unwrap();
        let arrived = incoming.finish().await.unwrap();
        let message = NewMessage { arrived, flags: NamedFlags::default(), internal_date: None };
        account.append(inbox.id, vec![message]).await.unwrap();
    }

    fn security(endpoint: &str) -> Security {
        match endpoint {
            "pop3s" => Security::Implicit(TlsInfo::default()),
            _ => Security::Plain { starttls: true },
        }
    }
}

impl Harness for World {
    async fn connect(&mut self, endpoint: &str) -> io::Result<Box<dyn Stream>> {
        let (client, server) = tokio::io::duplex(1 << 16);
        let address = "192.0.2.1:50000".parse().unwrap();
        let visit = Arc::new(self.visitors.enter("192.0.2.1".parse().unwrap()).unwrap());
        let context = Arc::clone(&self.context);
        let security = Self::security(endpoint);
        tokio::spawn(async move {
            let peer = Peer { address, security, visit: Arc::clone(&visit) };
            let Outcome::StartTls(server) = serve(server, &context, peer).await else { return };
            let peer = Peer { address, security: Security::Started(TlsInfo::default()), visit };
            serve(server, &context, peer).await;
        });
        Ok(Box::new(client))
    }

    async fn act(&mut self, text: &str) -> Result<(), String> {
        match text {
            "stop" => self.visitors.stop(),
            "deliver" => self.deliver("Subject: fourth\r\n\r\nhello\r\n").await,
            _ => return Err(format!("this harness cannot `{text}`")),
        }
        Ok(())
    }

    fn variables(&self) -> HashMap<String, String> {
        HashMap::from([("name".into(), NAME.into()), ("password".into(), PASSWORD.into())])
    }
}

#[tokio::test]
async fn transcripts() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts/pop3");
    let failures = run_directory(&directory, async |_| World::new().await).await;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
