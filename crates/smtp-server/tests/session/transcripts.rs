//! Plays `tests/transcripts/smtp` against servers in memory.
//!
//! Endpoints: `smtp`, `lmtp`, `submission`, `submissions`; `submission-strict` takes no passwords without TLS, `smtp-small`
//! has low limits, `smtp-hasty` little patience. `mail of alice` shows what she has in her INBOX, so does any name.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use posthouse_auth::{Peer, Security, TlsInfo};
use posthouse_mailbox::Resource;
use posthouse_smtp_server::{Outcome, Role, serve};
use posthouse_testkit::transcript::{Harness, Stream, run_directory};
use tokio::io::AsyncWriteExt;

use crate::world::{Base, Fault, World};

const CLIENT: &str = "192.0.2.1:50000";

impl Harness for World {
    async fn connect(&mut self, endpoint: &str) -> io::Result<Box<dyn Stream>> {
        if let Some(name) = endpoint.strip_prefix("mail-of-") {
            return self.show(name).await;
        }
        let (role, security) = match endpoint.split('-').next() {
            Some("smtp") => (Role::Receive, plain()),
            Some("lmtp") => (Role::Lmtp, Security::Plain { starttls: false }),
            Some("submission") => (Role::Submission, plain()),
            Some("submissions") => (Role::Submission, Security::Implicit(tls())),
            _ => return Err(io::Error::other("no such endpoint")),
        };
        let visit = Arc::new(self.visitors.enter([192, 0, 2, 1].into()).map_err(io::Error::other)?);
        let (client, server) = tokio::io::duplex(1 << 16);
        let (context, stop) = (self.context(endpoint), self.stop.subscribe());
        let peer = Peer { address: CLIENT.parse().map_err(io::Error::other)?, security, visit };
        tokio::spawn(async move {
            let Outcome::StartTls(server) = serve(server, &context, role, peer.clone(), stop.clone()).await else {
                return;
            };
            let peer = Peer { security: Security::Started(tls()), ..peer };
            serve(server, &context, role, peer, stop).await;
        });
        Ok(Box::new(client))
    }

    async fn act(&mut self, text: &str) -> Result<(), String> {
        match text {
            "stop" => _ = self.stop.send_replace(true),
            "disk full" => self.engine.set(Fault::Full),
            "disk free" => self.engine.set(Fault::None),
            "no room for bob" => self.engine.set(Fault::FullFor(self.account("bob").await)),
            "storage fails" => self.engine.set(Fault::Broken),
            "recover" => _ = self.delivery.recover().await.map_err(|error| error.to_string())?,
            _ => match *text.split(' ').collect::<Vec<_>>() {
                [name, "may", "hold", most, resource] => {
                    let resource = if resource == "octets" { Resource::Storage } else { Resource::Messages };
                    self.limit(name, resource, most.parse().map_err(|_| "no number")?).await;
                }
                _ => return Err(format!("this harness cannot `{text}`")),
            },
        }
        Ok(())
    }

    fn variables(&self) -> HashMap<String, String> {
        HashMap::from([("tab".to_owned(), "\t".to_owned())])
    }
}

impl World {
    /// A connection that tells how many messages there are, and each of them up to a line with a dot.
    async fn show(&self, name: &str) -> io::Result<Box<dyn Stream>> {
        let messages = self.messages(name).await;
        let mut text = format!("{} messages\r\n", messages.len()).into_bytes();
        for message in messages {
            text.extend_from_slice(&message);
            text.extend_from_slice(if message.ends_with(b"\r\n") { b".\r\n" } else { b"\r\n.\r\n" });
        }
        let (client, mut server) = tokio::io::duplex(text.len());
        server.write_all(&text).await?;
        Ok(Box::new(client))
    }
}

fn plain() -> Security {
    Security::Plain { starttls: true }
}

fn tls() -> TlsInfo {
    TlsInfo { version: "TLSv1.3".into(), cipher: "TLS_AES_256_GCM_SHA384".into(), ..TlsInfo::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transcripts() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts/smtp");
    let base = Base::new().await;
    let failures = run_directory(&directory, async |_| base.world().await).await;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
