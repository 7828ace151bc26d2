//! Commands on a mailbox of 100,000 messages of 5 KB, all different.

mod commands;
mod fill;

use anyhow::{Context as _, Result, ensure};

use super::session;
use crate::client::Imap;
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::{Lab, time};
use crate::server::Server;

pub(super) use fill::{fill, ready, remember};

/// The mailbox, and how many messages it has.
pub(super) const MAILBOX: &str = "Big";
pub(super) const MESSAGES: usize = 100_000;

const SELECTS: [Metric; 4] = [
    Metric::new("SELECT of 100,000, first after a start", Unit::Milliseconds, Target::Times(1.0)),
    Metric::new("LOGIN before it", Unit::Milliseconds, Target::None),
    Metric::new("LOGIN of an account without mail, after a start", Unit::Milliseconds, Target::None),
    Metric::new("SELECT of 100,000, warm", Unit::Milliseconds, Target::None),
];

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = ready(lab).await?;
    lab.compare(&SELECTS, &mut servers, async |_, server, _| selects(server).await).await?;
    let metrics: Vec<Metric> = commands::TIMED.iter().map(|timed| timed.metric).collect();
    lab.compare(&metrics, &mut servers, async |_, server, _| {
        let mut imap = session(server, 0).await?;
        select(&mut imap).await?;
        let mut samples = Vec::new();
        for timed in &commands::TIMED {
            samples.push(timed.take(server, &mut imap).await.with_context(|| timed.metric.name)?);
        }
        Ok(samples)
    })
    .await
}

async fn selects(server: &mut Server) -> Result<Vec<Sample>> {
    server.restart().await?;
    let mut other = Imap::connect(server.ports.imap).await?;
    let empty = time(server, 1, async || other.login(super::account(1)).await).await?;
    let mut imap = Imap::connect(server.ports.imap).await?;
    let login = time(server, 1, async || imap.login(super::account(0)).await).await?;
    let cold = time(server, 1, async || select(&mut imap).await).await?;
    let warm = time(server, 20, async || select(&mut imap).await).await?;
    Ok(vec![cold, login, empty, warm])
}

async fn select(imap: &mut Imap) -> Result<()> {
    let reply = imap.run(&format!("SELECT {MAILBOX}")).await?;
    ensure!(reply.text.contains(&format!("* {MESSAGES} EXISTS")), "{MAILBOX} is not whole: {}", reply.text);
    Ok(())
}
