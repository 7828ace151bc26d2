//! A device that knows of its mailbox what the server has told it, whatever extensions it speaks.
//!
//! It takes in untagged responses alone, and holds the server to the rules about them.

use std::collections::VecDeque;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};

use crate::client::FlagSet;
use crate::world::World;

/// What a device speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    CondStore,
    QResync,
    UidOnly,
    /// UIDONLY with QRESYNC.
    UidOnlyResync,
    Notify,
}

impl Kind {
    pub(crate) fn is_uid_only(self) -> bool {
        matches!(self, Self::UidOnly | Self::UidOnlyResync)
    }

    pub(crate) fn knows_qresync(self) -> bool {
        matches!(self, Self::QResync | Self::UidOnlyResync)
    }
}

/// What it knows of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) uid: Option<u32>,
    pub(crate) flags: Option<FlagSet>,
}

/// A device with a mailbox selected.
pub(crate) struct Device<'w> {
    world: &'w World,
    pub(crate) kind: Kind,
    user: &'static str,
    /// The mailbox as the user names it.
    pub(crate) mailbox: &'static str,
    stream: BufReader<DuplexStream>,
    commands: u32,
    /// The command that is being answered.
    command: String,
    pub(crate) messages: Vec<Known>,
    /// As told by EXISTS; messages may be fewer where they are known by UID.
    exists: usize,
    /// Whether responses are taken by UID: always without sequence numbers, else while a mailbox is selected again.
    by_uid: bool,
    validity: u64,
    /// What it is in step with (RFC 7162 §6).
    pub(crate) highest: u64,
    told: Option<u64>,
    seen: u64,
    recently: VecDeque<String>,
}

impl<'w> Device<'w> {
    /// A device of Alice, with her INBOX.
    pub(crate) async fn new(world: &'w World, kind: Kind) -> Self {
        Self::of(world, kind, "alice@example.test", "INBOX").await
    }

    pub(crate) async fn of(world: &'w World, kind: Kind, user: &'static str, mailbox: &'static str) -> Self {
        let stream = BufReader::new(world.dial("imap"));
        let mut device = Self {
            world,
            kind,
            user,
            mailbox,
            stream,
            commands: 0,
            command: String::new(),
            messages: Vec::new(),
            exists: 0,
            by_uid: true,
            validity: 0,
            highest: 0,
            told: None,
            seen: 0,
            recently: VecDeque::new(),
        };
        device.log_in().await;
        device.select(&format!("SELECT {mailbox}")).await;
        device
    }

    async fn log_in(&mut self) {
        self.line().await;
        self.ok(&format!("LOGIN {} \"open sesame\"", self.user)).await;
        match self.kind {
            Kind::Plain => {}
            Kind::CondStore => _ = self.ok("ENABLE CONDSTORE").await,
            Kind::QResync => _ = self.ok("ENABLE QRESYNC").await,
            Kind::UidOnly => _ = self.ok("ENABLE UIDONLY").await,
            Kind::UidOnlyResync => _ = self.ok("ENABLE UIDONLY QRESYNC").await,
            Kind::Notify => {
                let events = "MessageNew (UID FLAGS) MessageExpunge FlagChange";
                self.ok(&format!("NOTIFY SET (SELECTED-DELAYED ({events}))")).await;
            }
        }
    }

    /// The connection is lost; on a new one, the device learns what it has missed in the way that it knows.
    pub(crate) async fn reconnect(&mut self) {
        self.stream = BufReader::new(self.world.dial("imap"));
        self.log_in().await;
        match self.kind {
            kind if kind.knows_qresync() && self.commands.is_multiple_of(3) => {
                let known = self.messages.last().and_then(|known| known.uid).unwrap_or(1);
                let (mailbox, validity, highest) = (self.mailbox, self.validity, self.highest);
                self.select(&format!("SELECT {mailbox} (QRESYNC ({validity} {highest} 1:{known}))")).await;
            }
            Kind::QResync => {
                let (mailbox, validity, highest) = (self.mailbox, self.validity, self.highest);
                self.select(&format!("SELECT {mailbox} (QRESYNC ({validity} {highest}))")).await;
            }
            _ => {
                self.messages.clear();
                self.select(&format!("SELECT {}", self.mailbox)).await;
            }
        }
    }

    async fn select(&mut self, command: &str) {
        self.by_uid = true;
        self.ok(command).await;
        self.ask_for_new().await;
        self.by_uid = self.kind.is_uid_only();
    }

    /// Asks for the messages behind those that it knows, until it knows as many as there are.
    async fn ask_for_new(&mut self) {
        let mut from = self.messages.iter().filter(|known| known.flags.is_some()).filter_map(|known| known.uid).max();
        while self.messages.len() < self.exists {
            self.ok(&format!("UID FETCH {}:* FLAGS", from.take().map_or(1, |uid| uid + 1))).await;
        }
        assert_eq!(self.messages.len(), self.exists, "{:?}", self.recently);
    }

    /// Asks for what it has been told of and does not know.
    pub(crate) async fn ask_for_unknown(&mut self) {
        if self.by_uid {
            return self.ask_for_new().await;
        }
        while let Some(at) = self.messages.iter().position(|known| known.uid.is_none() || known.flags.is_none()) {
            self.ok(&format!("FETCH {}:* (UID FLAGS)", at + 1)).await;
        }
    }

    /// Sends a command and takes in what is answered; gives the tagged response without its tag.
    pub(crate) async fn command(&mut self, text: &str) -> String {
        self.commands += 1;
        let tag = format!("t{}", self.commands);
        text.clone_into(&mut self.command);
        self.stream.write_all(format!("{tag} {text}\r\n").as_bytes()).await.unwrap();
        let answer = self.until(&format!("{tag} ")).await;
        if let Some(highest) = code(&answer, "HIGHESTMODSEQ") {
            self.told = Some(highest);
        }
        // RFC 7162 §6
        self.highest = self.told.take().unwrap_or(self.highest.max(self.seen));
        self.seen = 0;
        answer
    }

    /// As [`Device::command`], for one that must succeed.
    pub(crate) async fn ok(&mut self, text: &str) -> String {
        let answer = self.command(text).await;
        assert!(answer.starts_with("OK "), "{:?} {text}: {answer}", self.kind);
        answer
    }

    /// IDLE until the first continuation, then DONE.
    pub(crate) async fn idle(&mut self) {
        "IDLE".clone_into(&mut self.command);
        self.stream.write_all(b"i IDLE\r\n").await.unwrap();
        self.until("+ ").await;
        self.stream.write_all(b"DONE\r\n").await.unwrap();
        self.until("i OK ").await;
    }

    async fn until(&mut self, prefix: &str) -> String {
        loop {
            let line = self.line().await;
            if let Some(rest) = line.strip_prefix(prefix) {
                return rest.to_owned();
            }
            self.take(&line);
        }
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.unwrap();
        assert!(line.ends_with("\r\n"), "the connection was closed: {line:?}");
        if self.recently.len() == 40 {
            self.recently.pop_front();
        }
        self.recently.push_back(format!("{}: {}", self.command, line.trim_end()));
        line.trim_end().to_owned()
    }

    fn take(&mut self, line: &str) {
        // What is behind a literal is left out.
        let Some(rest) = line.strip_prefix("* ") else { return };
        self.told = code(rest, "OK [HIGHESTMODSEQ").or(self.told);
        self.validity = code(rest, "OK [UIDVALIDITY").unwrap_or(self.validity);
        assert!(!self.kind.is_uid_only() || !rest.starts_with("OK [UNSEEN"), "{rest}");
        match rest.split_once(' ') {
            Some(("VANISHED", set)) => self.vanished(set),
            Some((number, rest)) => {
                if let Ok(number) = number.parse() {
                    self.numbered(number, rest);
                }
            }
            None => {}
        }
    }

    fn numbered(&mut self, number: u32, rest: &str) {
        match rest.split_once(' ').unwrap_or((rest, "")) {
            ("EXISTS", _) => self.told_exists(number as usize),
            ("EXPUNGE", _) => {
                assert!(!self.tells_vanished() && self.may_expunge(), "{:?}", self.recently);
                assert!(!self.command.starts_with("SELECT"), "{:?}", self.recently);
                self.messages.remove(number as usize - 1);
                self.exists -= usize::from(self.by_uid);
            }
            ("FETCH", items) => {
                assert!(!self.kind.is_uid_only(), "{:?}", self.recently);
                self.check_items(items);
                self.fetched(Some(number), item(items, "UID ").map(|uid| uid as u32), items);
            }
            ("UIDFETCH", items) => {
                assert!(self.kind.is_uid_only(), "{:?}", self.recently);
                self.fetched(None, Some(number), items);
            }
            _ => {}
        }
    }

    fn told_exists(&mut self, count: usize) {
        self.exists = count;
        if !self.by_uid {
            assert!(count >= self.messages.len(), "EXISTS takes messages away: {:?}", self.recently);
            self.messages.resize_with(count, Known::default);
        }
    }

    /// What nobody has asked for has UID and MODSEQ (RFC 7162 §3.2.4).
    fn check_items(&self, items: &str) {
        if !matches!(self.kind, Kind::Plain | Kind::Notify) && !self.command.contains("FETCH") {
            assert!(items.contains("UID ") && items.contains("MODSEQ ("), "{items}: {:?}", self.recently);
        }
    }

    fn fetched(&mut self, number: Option<u32>, uid: Option<u32>, items: &str) {
        let place = match (self.by_uid, number, uid) {
            (false, Some(number), _) => number as usize - 1,
            (_, _, Some(uid)) => self.place_of(uid),
            _ => panic!("{items}: {:?}", self.recently),
        };
        let known = &mut self.messages[place];
        assert!(known.uid.is_none() || uid.is_none() || known.uid == uid, "{items}: {:?}", self.recently);
        known.uid = known.uid.or(uid);
        if let Some((_, behind)) = items.split_once("FLAGS (") {
            let (flags, _) = behind.split_once(')').unwrap();
            let own = flags.split_whitespace().filter(|flag| *flag != "\\Recent");
            known.flags = Some(own.map(str::to_owned).collect());
        }
        self.seen = self.seen.max(item(items, "MODSEQ (").unwrap_or(0));
    }

    /// Where the message is that has this UID, making room for it.
    fn place_of(&mut self, uid: u32) -> usize {
        let place = self.messages.partition_point(|known| known.uid.unwrap() < uid);
        if self.messages.get(place).is_none_or(|known| known.uid != Some(uid)) {
            self.messages.insert(place, Known { uid: Some(uid), flags: None });
        }
        place
    }

    fn vanished(&mut self, set: &str) {
        match set.strip_prefix("(EARLIER) ") {
            Some(set) => self.vanished_earlier(set),
            None => {
                assert!(self.tells_vanished() && self.may_expunge(), "{:?}", self.recently);
                numbers(set).for_each(|uid| self.vanished_now(uid));
            }
        }
    }

    /// Only of messages that the device has been told of; one that it has not asked about yet is as good as another.
    fn vanished_now(&mut self, uid: u32) {
        self.exists -= usize::from(self.by_uid);
        let known = self.messages.iter().position(|known| known.uid == Some(uid));
        match known.or_else(|| self.messages.iter().rposition(|known| known.uid.is_none())) {
            Some(place) => _ = self.messages.remove(place),
            None => assert!(self.by_uid && self.messages.len() <= self.exists, "{uid}: {:?}", self.recently),
        }
    }

    fn vanished_earlier(&mut self, set: &str) {
        assert!(self.command.contains("QRESYNC") || self.command.contains("VANISHED"), "{:?}", self.recently);
        for uid in numbers(set) {
            let known = self.messages.iter().position(|known| known.uid == Some(uid));
            match known {
                Some(place) if self.by_uid => _ = self.messages.remove(place),
                Some(_) => panic!("{uid} is still there: {:?}", self.recently),
                None => {}
            }
        }
    }

    fn tells_vanished(&self) -> bool {
        self.kind.knows_qresync() || self.kind.is_uid_only()
    }

    /// RFC 9051 §7.5.1, RFC 7162 §3.2.10.2
    fn may_expunge(&self) -> bool {
        !["FETCH", "STORE", "SEARCH"].iter().any(|name| self.command.starts_with(name))
    }
}

/// The number in a response code.
fn code(text: &str, name: &str) -> Option<u64> {
    item(text, &format!("{name} "))
}

/// The number behind a name.
fn item(text: &str, name: &str) -> Option<u64> {
    let (_, behind) = text.split_once(name)?;
    behind.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The numbers of a set.
fn numbers(set: &str) -> impl Iterator<Item = u32> {
    let range = |text: &str| {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        first.parse::<u32>().unwrap()..=last.parse().unwrap()
    };
    set.split(',').map(range).collect::<Vec<_>>().into_iter().flatten()
}
