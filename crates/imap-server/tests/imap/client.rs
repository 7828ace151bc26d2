//! A client that knows of its mailbox only what the server has told it.

use std::collections::BTreeSet;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};

use crate::results::Results;

/// Flags as they stand in a response, without `\Recent`, which is each session's own.
pub(crate) type FlagSet = BTreeSet<String>;

/// What the client knows of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Known {
    pub(crate) uid: Option<u32>,
    pub(crate) flags: Option<FlagSet>,
}

/// A connection with a model of the selected mailbox, fed by untagged responses alone.
pub(crate) struct Client {
    stream: BufReader<DuplexStream>,
    commands: u32,
    pub(crate) messages: Vec<Known>,
    pub(crate) results: Results,
}

impl Client {
    pub(crate) fn new(stream: DuplexStream) -> Self {
        Self { stream: BufReader::new(stream), commands: 0, messages: Vec::new(), results: Results::default() }
    }

    /// Sends a command and takes in what is answered; gives the tagged response without its tag.
    pub(crate) async fn command(&mut self, text: &str) -> String {
        self.commands += 1;
        let tag = format!("t{}", self.commands);
        self.stream.write_all(format!("{tag} {text}\r\n").as_bytes()).await.unwrap();
        let may_expunge = !["FETCH", "STORE", "SEARCH"].iter().any(|name| text.starts_with(name));
        loop {
            let line = self.line().await;
            if let Some(answer) = line.strip_prefix(&format!("{tag} ")) {
                return answer.to_owned();
            }
            assert!(may_expunge || !line.ends_with(" EXPUNGE"), "{text}: {line}");
            self.take(&line);
        }
    }

    /// As [`Client::command`], for one that must succeed.
    pub(crate) async fn ok(&mut self, text: &str) -> String {
        let answer = self.command(text).await;
        assert!(answer.starts_with("OK "), "{text}: {answer}");
        answer
    }

    /// Sends a command that must succeed and takes nothing in; gives the length of what was answered.
    pub(crate) async fn skip(&mut self, text: &str) -> usize {
        self.stream.write_all(format!("s {text}\r\n").as_bytes()).await.unwrap();
        let (mut line, mut octets) = (Vec::new(), 0);
        while !line.starts_with(b"s ") {
            line.clear();
            octets += self.stream.read_until(b'\n', &mut line).await.unwrap();
        }
        assert!(line.starts_with(b"s OK "), "{text}: {line:?}");
        octets
    }

    /// Sends a command with a tag of its own, which must succeed.
    pub(crate) async fn tagged(&mut self, text: &str) {
        self.stream.write_all(format!("{text}\r\n").as_bytes()).await.unwrap();
        let (tag, _) = text.split_once(' ').unwrap();
        self.until(&format!("{tag} OK ")).await;
    }

    /// IDLE until the first continuation, then DONE.
    pub(crate) async fn idle(&mut self) {
        self.stream.write_all(b"i IDLE\r\n").await.unwrap();
        self.until("+ ").await;
        self.stream.write_all(b"DONE\r\n").await.unwrap();
        self.until("i OK ").await;
    }

    /// Selects a mailbox and asks for everything in it.
    pub(crate) async fn select(&mut self, mailbox: &str) {
        self.messages.clear();
        self.ok(&format!("SELECT {mailbox}")).await;
        self.ask_for_unknown().await;
    }

    /// Asks for what EXISTS has told of.
    pub(crate) async fn ask_for_unknown(&mut self) {
        while let Some(at) = self.messages.iter().position(|known| known.uid.is_none() || known.flags.is_none()) {
            self.ok(&format!("FETCH {}:* (UID FLAGS)", at + 1)).await;
        }
    }

    /// The greeting, or any one line.
    pub(crate) async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.unwrap();
        assert!(line.ends_with("\r\n"), "the connection was closed: {line:?}");
        line.trim_end().to_owned()
    }

    async fn until(&mut self, prefix: &str) {
        loop {
            let line = self.line().await;
            if line.starts_with(prefix) {
                return;
            }
            self.take(&line);
        }
    }

    fn take(&mut self, line: &str) {
        // What is behind an empty literal is left out.
        let Some(rest) = line.strip_prefix("* ") else { return };
        let (number, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        if number == "ESEARCH" {
            return self.results.take(rest);
        }
        let Ok(number) = number.parse::<usize>() else { return };
        match rest {
            "EXISTS" => self.exists(number),
            "EXPUNGE" => self.expunged(number),
            "RECENT" => {}
            fetch => self.fetched(number, fetch),
        }
    }

    fn expunged(&mut self, number: usize) {
        self.results.expunged(number);
        self.messages.remove(number - 1);
    }

    fn exists(&mut self, count: usize) {
        self.results.exists(count);
        assert!(count >= self.messages.len(), "EXISTS takes messages away");
        self.messages.resize_with(count, Known::default);
    }

    fn fetched(&mut self, number: usize, fetch: &str) {
        let known = &mut self.messages[number - 1];
        if let Some((_, behind)) = fetch.split_once("UID ") {
            let digits = behind.split(|c: char| !c.is_ascii_digit()).next().unwrap();
            let uid = Some(digits.parse().unwrap());
            assert!(known.uid.is_none() || known.uid == uid, "another UID: {fetch}");
            known.uid = uid;
        }
        if let Some((_, behind)) = fetch.split_once("FLAGS (") {
            let (flags, _) = behind.split_once(')').unwrap();
            let own = flags.split_whitespace().filter(|flag| *flag != "\\Recent");
            known.flags = Some(own.map(str::to_owned).collect());
        }
    }
}
