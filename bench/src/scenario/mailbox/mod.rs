//! Commands on a mailbox of many messages of 5 KB: up to 100,000 are all different, more are copies of these.

mod commands;
mod fill;
mod resync;

use anyhow::{Context as _, Result, ensure};

use self::commands::Timed;
use super::session;
use crate::client::Imap;
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::{Lab, time};
use crate::server::Server;

use fill::ready;
pub(super) use fill::{DIFFERENT, fill, remember};

/// The mailbox.
pub(super) const MAILBOX: &str = "Big";

const SELECTS: [Metric; 4] = [
    Metric::new("SELECT, first after a start", Unit::Milliseconds, Target::Times(1.0)),
    Metric::new("LOGIN before it", Unit::Milliseconds, Target::None),
    Metric::new("LOGIN of an account without mail, after a start", Unit::Milliseconds, Target::None),
    Metric::new("SELECT, warm", Unit::Milliseconds, Target::Times(1.0)),
];

/// One table for each size.
pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    for size in lab.sizes.clone() {
        let first = lab.rows.len();
        measure(lab, size).await.with_context(|| format!("{size} messages"))?;
        for row in lab.rows.iter_mut().skip(first) {
            row.messages = Some(size);
        }
    }
    Ok(())
}

async fn measure(lab: &mut Lab, size: usize) -> Result<()> {
    let mut servers = ready(lab, size).await?;
    lab.compare(&SELECTS, &mut servers, async |_, server, _| selects(server, size).await).await?;
    let metrics: Vec<Metric> = commands::WARM.iter().map(|timed| timed.metric).collect();
    lab.compare(&metrics, &mut servers, async |_, server, _| {
        let mut imap = session(server, 0).await?;
        select(&mut imap, size).await?;
        let mut samples = Vec::new();
        for timed in &commands::WARM {
            samples.push(timed.take(server, &mut imap, size).await.with_context(|| timed.metric.name)?);
        }
        Ok(samples)
    })
    .await?;
    lab.compare(&[resync::METRIC], &mut servers, async |_, server, _| Ok(vec![resync::measure(server).await?])).await?;
    let metrics: Vec<Metric> = commands::COLD.iter().map(|timed| timed.metric).collect();
    lab.compare(&metrics, &mut servers, async |_, server, _| {
        let mut samples = Vec::new();
        for timed in &commands::COLD {
            samples.push(cold(server, timed, size).await.with_context(|| timed.metric.name)?);
        }
        Ok(samples)
    })
    .await
}

async fn cold(server: &mut Server, timed: &Timed, size: usize) -> Result<Sample> {
    server.restart().await?;
    forget_files()?;
    let mut imap = session(server, 0).await?;
    select(&mut imap, size).await?;
    timed.take(server, &mut imap, size).await
}

/// Makes the system forget what it holds of files in memory.
fn forget_files() -> Result<()> {
    rustix::fs::sync();
    std::fs::write("/proc/sys/vm/drop_caches", "3").context("only root can empty the system's caches")
}

async fn selects(server: &mut Server, size: usize) -> Result<Vec<Sample>> {
    server.restart().await?;
    let mut other = Imap::connect(server.ports.imap).await?;
    let empty = time(server, 1, async || other.login(super::account(1)).await).await?;
    let mut imap = Imap::connect(server.ports.imap).await?;
    let login = time(server, 1, async || imap.login(super::account(0)).await).await?;
    let cold = time(server, 1, async || select(&mut imap, size).await).await?;
    let warm = time(server, 20, async || select(&mut imap, size).await).await?;
    Ok(vec![cold, login, empty, warm])
}

async fn select(imap: &mut Imap, size: usize) -> Result<()> {
    let reply = imap.run(&format!("SELECT {MAILBOX}")).await?;
    ensure!(reply.text.contains(&format!("* {size} EXISTS")), "{MAILBOX} is not whole: {}", reply.text);
    Ok(())
}
