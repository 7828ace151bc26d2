//! The same mailbox as POP3 shows it.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};

use crate::world::{PASSWORD, World};

/// A device that connects, looks, deletes and goes.
pub(crate) struct Pop3<'w> {
    world: &'w World,
    stream: Option<BufReader<DuplexStream>>,
}

impl<'w> Pop3<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        Self { world, stream: None }
    }

    /// Logs in; gives how many messages there are.
    pub(crate) async fn open(&mut self) -> usize {
        self.stream = Some(BufReader::new(self.world.dial_pop3()));
        self.line().await;
        self.ok("USER alice@example.test").await;
        self.ok(&format!("PASS {PASSWORD}")).await;
        let stat = self.ok("STAT").await;
        stat.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// The UIDs of the messages, the last eight digits of the unique identifiers.
    pub(crate) async fn uids(&mut self) -> Vec<u32> {
        self.ok("UIDL").await;
        let mut uids = Vec::new();
        loop {
            let line = self.line().await;
            if line == "." {
                return uids;
            }
            uids.push(u32::from_str_radix(&line[line.len() - 8..], 16).unwrap());
        }
    }

    /// Marks a message; one that is marked already stays so.
    pub(crate) async fn delete(&mut self, number: usize) {
        self.send(&format!("DELE {number}")).await;
        self.line().await;
    }

    /// What is marked goes now.
    pub(crate) async fn quit(&mut self) {
        self.ok("QUIT").await;
    }

    async fn ok(&mut self, command: &str) -> String {
        self.send(command).await;
        let answer = self.line().await;
        assert!(answer.starts_with("+OK"), "{command}: {answer}");
        answer
    }

    async fn send(&mut self, command: &str) {
        self.stream.as_mut().unwrap().write_all(format!("{command}\r\n").as_bytes()).await.unwrap();
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.as_mut().unwrap().read_line(&mut line).await.unwrap();
        line.trim_end().to_owned()
    }
}
