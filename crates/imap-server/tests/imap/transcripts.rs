//! Plays `tests/transcripts/imap` against a server in memory.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use posthouse_engine::Error;
use posthouse_testkit::transcript::{Harness, Stream, run_directory};

use crate::world::{PASSWORD, TEAM, World};

struct Imap(World);

impl Imap {
    /// What the administrator does: `make MAILBOX of ACCOUNT`, `give WHO RIGHTS to MAILBOX of ACCOUNT`.
    async fn act_on(&mut self, text: &str) -> Result<(), String> {
        let Some((what, account)) = text.rsplit_once(" of ") else {
            return Err(format!("this harness cannot `{text}`"));
        };
        match what.split_once(' ') {
            Some(("make", mailbox)) => self.0.make(account, mailbox).await,
            Some(("give", words)) => {
                let (to, mailbox) = words.split_once(" to ").ok_or("to which mailbox?")?;
                let (who, rights) = to.split_once(' ').ok_or("which rights?")?;
                self.0.give(account, mailbox, who, rights).await
            }
            _ => return Err(format!("this harness cannot `{text}`")),
        }
        Ok(())
    }
}

impl Harness for Imap {
    async fn connect(&mut self, endpoint: &str) -> io::Result<Box<dyn Stream>> {
        self.0.connect(endpoint).await
    }

    async fn act(&mut self, text: &str) -> Result<(), String> {
        match text {
            "stop" => self.0.stop(),
            "disk full" => self.0.storage.set(Some(Error::Full)),
            "storage down" => self.0.storage.set(Some(Error::Unavailable("switched off".into()))),
            "storage damaged" => self.0.storage.set_unreadable(Some(Error::Corrupt("by the test".into()))),
            "storage unreadable" => self.0.storage.set_unreadable(Some(Error::Unavailable("switched off".into()))),
            "storage fine" => {
                self.0.storage.set(None);
                self.0.storage.set_unreadable(None);
            }
            "deliver to alice" => self.0.deliver(0, "Subject: news\r\n\r\nhello\r\n").await,
            "switch off for alice" => self.0.switch_off("alice@example.test", &["MOVE", "ENABLE"]).await?,
            "remove team" => self.0.remove("team").await,
            "deliver to team" => self.0.deliver(TEAM, "Subject: news\r\n\r\nhello\r\n").await,
            _ => return self.act_on(text).await,
        }
        Ok(())
    }

    fn variables(&self) -> HashMap<String, String> {
        HashMap::from([("alice".into(), "alice@example.test".into()), ("password".into(), PASSWORD.into())])
    }
}

#[tokio::test]
async fn transcripts() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts/imap");
    let failures = run_directory(&directory, async |_| Imap(World::new(Some(8)).await)).await;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
