//! How soon another device sees a change.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::{TEN_KB, lmtp, memory, session};
use crate::client::Imap;
use crate::figures::{Metric, Sample, Target, Unit, percentile};
use crate::lab::Lab;
use crate::server::Server;

const METRICS: [Metric; 10] = [
    Metric::new("change to another session's IDLE, p50", Unit::Milliseconds, Target::Times(2.0)),
    Metric::new("change to another session's IDLE, p99", Unit::Milliseconds, Target::None),
    Metric::new("of that beyond the OK of the change itself, p50", Unit::Milliseconds, Target::AtMost(1.0)),
    Metric::new("of that beyond the OK of the change itself, p99", Unit::Milliseconds, Target::AtMost(3.0)),
    Metric::new("the command of that change to its OK, p50", Unit::Milliseconds, Target::None),
    Metric::new("change to IDLE beside 1,000 idle sessions, p50", Unit::Milliseconds, Target::None),
    Metric::new("change to IDLE beside 1,000 idle sessions, p99", Unit::Milliseconds, Target::None),
    Metric::new("of that beyond the OK of the change itself, p50", Unit::Milliseconds, Target::AtMost(1.0)),
    Metric::new("of that beyond the OK of the change itself, p99", Unit::Milliseconds, Target::AtMost(3.0)),
    Metric::new("the command of that change to its OK, p50", Unit::Milliseconds, Target::None),
];

const CHANGES: usize = 200;
/// After this time no further change is made, were there fewer.
const TIME: Duration = Duration::from_secs(100);
const BYSTANDERS: usize = 1000;
const PAUSE: Duration = Duration::from_millis(20);
/// A change not seen after this time counts as seen then.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = lab.fresh("latency").await?;
    for server in &servers {
        let messages = lab.messages(100, TEN_KB);
        lmtp::deliver(server, 2, messages).await?;
        session(server, 0).await?.run("CREATE Changing").await?;
        let messages = lab.messages(10, TEN_KB);
        for message in messages {
            let command = crate::client::append_command("Changing", &message);
            session(server, 0).await?.run_built(&command).await?;
        }
    }
    let rounds = std::mem::replace(&mut lab.rounds, 1);
    let result = lab
        .compare(&METRICS, &mut servers, async |_, server, _| {
            // The watcher is there first: inotify has so few instances for a user that Dovecot's last sessions go without.
            let mut pair = Pair::open(server).await?;
            let mut samples = pair.measure().await?;
            let bystanders = memory::open(server, BYSTANDERS, false).await?;
            samples.extend(pair.measure().await?);
            drop(bystanders);
            Ok(samples)
        })
        .await;
    lab.rounds = rounds;
    result
}

/// Two devices with the same mailbox open.
struct Pair {
    actor: Imap,
    watcher: Imap,
}

impl Pair {
    async fn open(server: &Server) -> Result<Self> {
        let (actor, mut watcher) = (selected(server).await?, selected(server).await?);
        watcher.idle().await?;
        Ok(Self { actor, watcher })
    }

    async fn measure(&mut self) -> Result<Vec<Sample>> {
        let mut seen = Vec::with_capacity(CHANGES);
        let mut answered = Vec::with_capacity(CHANGES);
        let mut beyond = Vec::with_capacity(CHANGES);
        let begun = Instant::now();
        while seen.len() < CHANGES && begun.elapsed() < TIME {
            // Dovecot can miss a change that comes while it is still busy with telling of the one before.
            tokio::time::sleep(PAUSE).await;
            let sign = if seen.len().is_multiple_of(2) { '+' } else { '-' };
            let (answer, sight) = self.change(&format!("STORE 5 {sign}FLAGS.SILENT (\\Flagged)")).await?;
            answered.push(answer.as_secs_f64() * 1000.0);
            beyond.push(sight.saturating_sub(answer).as_secs_f64() * 1000.0);
            seen.push(sight.as_secs_f64() * 1000.0);
        }
        let sample = |values, share| Sample::of(percentile(values, share).unwrap_or_default());
        Ok(vec![
            sample(&seen, 0.5),
            sample(&seen, 0.99),
            sample(&beyond, 0.5),
            sample(&beyond, 0.99),
            sample(&answered, 0.5),
        ])
    }

    /// How long a command takes until its OK, and until the other device sees what it does.
    async fn change(&mut self, command: &str) -> Result<(Duration, Duration)> {
        let started = Instant::now();
        let command = async {
            self.actor.run(command).await?;
            anyhow::Ok(started.elapsed())
        };
        let notice = async {
            if let Ok(shown) = tokio::time::timeout(PATIENCE, shown(&mut self.watcher)).await {
                shown?;
            }
            anyhow::Ok(started.elapsed())
        };
        tokio::try_join!(command, notice)
    }
}

async fn shown(watcher: &mut Imap) -> Result<()> {
    while !watcher.line("notice").await?.contains("FETCH") {}
    Ok(())
}

async fn selected(server: &Server) -> Result<Imap> {
    let mut imap = session(server, 0).await?;
    imap.run("SELECT Changing").await?;
    Ok(imap)
}
