//! How soon another device sees a change.

use std::time::Instant;

use anyhow::Result;

use super::{TEN_KB, lmtp, memory, session};
use crate::client::Imap;
use crate::figures::{Metric, Sample, Target, Unit, percentile};
use crate::lab::Lab;
use crate::server::Server;

const METRICS: [Metric; 6] = [
    Metric::new("change to another session's IDLE, p50", Unit::Milliseconds, Target::None),
    Metric::new("change to another session's IDLE, p99", Unit::Milliseconds, Target::None),
    Metric::new("the command of that change to its OK, p50", Unit::Milliseconds, Target::None),
    Metric::new("change to IDLE beside 1,000 idle sessions, p50", Unit::Milliseconds, Target::None),
    Metric::new("change to IDLE beside 1,000 idle sessions, p99", Unit::Milliseconds, Target::None),
    Metric::new("the command of that change to its OK, p50", Unit::Milliseconds, Target::None),
];

const CHANGES: usize = 200;
const BYSTANDERS: usize = 1000;

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
            let mut samples = measure(server).await?;
            let bystanders = memory::open(server, BYSTANDERS, false).await?;
            samples.extend(measure(server).await?);
            drop(bystanders);
            Ok(samples)
        })
        .await;
    lab.rounds = rounds;
    result
}

async fn measure(server: &Server) -> Result<Vec<Sample>> {
    let mut actor = selected(server).await?;
    let mut watcher = selected(server).await?;
    watcher.idle().await?;
    let mut seen = Vec::with_capacity(CHANGES);
    let mut answered = Vec::with_capacity(CHANGES);
    for change in 0..CHANGES {
        let sign = if change % 2 == 0 { '+' } else { '-' };
        let started = Instant::now();
        let command = async {
            actor.run(&format!("STORE 5 {sign}FLAGS.SILENT (\\Flagged)")).await?;
            anyhow::Ok(started.elapsed())
        };
        let notice = async {
            while !watcher.line("notice").await?.contains("FETCH") {}
            anyhow::Ok(started.elapsed())
        };
        let (command, notice) = tokio::try_join!(command, notice)?;
        answered.push(command.as_secs_f64() * 1000.0);
        seen.push(notice.as_secs_f64() * 1000.0);
    }
    watcher.done().await?;
    let sample = |values, share| Sample::of(percentile(values, share).unwrap_or_default());
    Ok(vec![sample(&seen, 0.5), sample(&seen, 0.99), sample(&answered, 0.5)])
}

async fn selected(server: &Server) -> Result<Imap> {
    let mut imap = session(server, 0).await?;
    imap.run("SELECT Changing").await?;
    Ok(imap)
}
