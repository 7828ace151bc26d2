//! A client that knows of its sorted results only what it is told of their changes (RFC 5267 §4.3).

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};

use crate::world::World;

/// By what and among which messages.
const PROGRAM: &str = "(SUBJECT REVERSE SIZE) UTF-8 UNFLAGGED";

/// A connection, line by line.
struct Wire {
    stream: BufReader<DuplexStream>,
    commands: u32,
}

impl Wire {
    async fn open(world: &World) -> Self {
        let mut wire = Self { stream: BufReader::new(world.dial("imap")), commands: 0 };
        wire.line().await;
        wire.run("LOGIN alice@example.test \"open sesame\"").await;
        wire.run("SELECT INBOX").await;
        wire
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.stream.read_line(&mut line).await.unwrap() > 0, "the connection was closed");
        line.trim_end().to_owned()
    }

    /// What is answered to a command that must succeed, without the tag's line.
    async fn run(&mut self, command: &str) -> Vec<String> {
        self.commands += 1;
        let tag = format!("t{}", self.commands);
        self.tagged(&tag, command).await
    }

    async fn tagged(&mut self, tag: &str, command: &str) -> Vec<String> {
        self.stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await.unwrap();
        let mut lines = Vec::new();
        loop {
            let line = self.line().await;
            if let Some(answer) = line.strip_prefix(&format!("{tag} ")) {
                assert!(answer.starts_with("OK "), "{command}: {answer}");
                return lines;
            }
            lines.push(line);
        }
    }
}

/// The results in their order, called by sequence numbers and by UIDs.
#[derive(Debug, Default)]
struct Results {
    numbers: Vec<u32>,
    uids: Vec<u32>,
    /// How often they have changed.
    changes: u32,
}

impl Results {
    fn take(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["*", number, "EXPUNGE"] => self.expunge(number.parse().unwrap()),
            ["*", "ESEARCH", "(TAG", "\"numbers\")", ref changes @ ..] => change(&mut self.numbers, changes),
            ["*", "ESEARCH", "(TAG", "\"uids\")", "UID", ref changes @ ..] => {
                self.changes += 1;
                change(&mut self.uids, changes);
            }
            _ => {}
        }
    }

    fn expunge(&mut self, gone: u32) {
        assert!(!self.numbers.contains(&gone), "a result vanishes");
        self.numbers.iter_mut().filter(|number| **number > gone).for_each(|number| *number -= 1);
    }
}

/// Does what one response says, in its order.
fn change(results: &mut Vec<u32>, words: &[&str]) {
    let mut adds = true;
    let mut place = None;
    for word in words {
        match (*word, place) {
            ("ADDTO" | "REMOVEFROM" | "ALL", _) => {
                adds = *word != "REMOVEFROM";
                place = (*word == "ALL").then_some(1);
            }
            (position, None) => place = Some(position.trim_matches('(').parse::<usize>().unwrap()),
            (set, Some(position)) => {
                let set: Vec<u32> = set.trim_matches(')').split(',').flat_map(range).collect();
                let end = if adds { position - 1 } else { position - 1 + set.len() };
                let old: Vec<u32> =
                    results.splice(position - 1..end, if adds { set.clone() } else { vec![] }).collect();
                assert!(adds || old == set, "{old:?} is not {set:?}");
                place = None;
            }
        }
    }
}

fn range(text: &str) -> std::ops::RangeInclusive<u32> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    first.parse().unwrap()..=last.parse().unwrap()
}

/// The order as a new command tells it.
async fn sorted(wire: &mut Wire, command: &str) -> Vec<u32> {
    let lines = wire.run(&format!("{command} {PROGRAM}")).await;
    let numbers = lines.iter().find_map(|line| line.strip_prefix("* SORT")).unwrap();
    numbers.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

/// Numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

async fn act(wire: &mut Wire, chance: &mut Chance) {
    let number = 1 + chance.below(12);
    let last = number + chance.below(4);
    let command = match chance.below(7) {
        0..=2 => {
            let message =
                format!("Subject: {}\r\n\r\n{}", b'a' + chance.below(5) as u8, "x".repeat(chance.below(3) as usize));
            format!("APPEND INBOX {{{}+}}\r\n{message}", message.len())
        }
        3 => format!("UID STORE {number}:{last} +FLAGS.SILENT (\\Flagged)"),
        4 => format!("UID STORE 1:{} -FLAGS.SILENT (\\Flagged)", 10 * last),
        5 => format!("UID STORE {},{last} +FLAGS.SILENT (\\Deleted)", 5 * number),
        _ => "EXPUNGE".to_owned(),
    };
    wire.run(&command).await;
}

#[tokio::test]
async fn sorted_results_follow_every_change() {
    for seed in 0..6 {
        let world = World::new(None).await;
        let mut chance = Chance(seed);
        let (mut actor, mut watcher) = (Wire::open(&world).await, Wire::open(&world).await);
        for _ in 0..20 {
            act(&mut actor, &mut chance).await;
        }
        watcher.run("NOOP").await;
        let mut results = Results::default();
        for (tag, command) in [("numbers", "SORT"), ("uids", "UID SORT")] {
            let command = format!("{command} RETURN (UPDATE ALL) {PROGRAM}");
            watcher.tagged(tag, &command).await.iter().for_each(|line| results.take(line));
        }
        for _ in 0..60 {
            for _ in 0..=chance.below(4) {
                act(&mut actor, &mut chance).await;
            }
            watcher.run("NOOP").await.iter().for_each(|line| results.take(line));
            assert_eq!(results.numbers, sorted(&mut watcher, "SORT").await);
            assert_eq!(results.uids, sorted(&mut watcher, "UID SORT").await);
        }
        assert!(results.changes > 20, "{}", results.changes);
        drop((actor, watcher));
        world.end().await;
    }
}
