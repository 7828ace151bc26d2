//! What a session that waits costs in memory.

use std::time::Duration;

use anyhow::Result;
use tokio::task::JoinSet;

use super::{TEN_KB, account, lmtp, session};
use crate::client::Imap;
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::Lab;
use crate::server::Server;

const METRICS: [Metric; 2] = [
    Metric::new("memory of an idle session (of 1,000)", Unit::Bytes, Target::AtMost(20.0 * 1024.0)),
    Metric::new("memory of an idle session under TLS (of 1,000)", Unit::Bytes, Target::AtMost(40.0 * 1024.0)),
];

const SESSIONS: usize = 1000;

/// Connections that are opened at a time: fewer than servers let strangers have.
const OPENED_AT_ONCE: usize = 20;

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = lab.fresh("memory").await?;
    for server in &servers {
        let messages = lab.messages(100, TEN_KB);
        lmtp::deliver(server, 2, messages).await?;
    }
    let rounds = lab.rounds;
    lab.rounds = rounds.min(3);
    let result = lab
        .compare(&METRICS, &mut servers, async |_, server, _| {
            // A server that has run for a while would hide what the sessions need in memory it has from before.
            server.restart().await?;
            let plain = measure(server, false).await?;
            server.restart().await?;
            Ok(vec![plain, measure(server, true).await?])
        })
        .await;
    lab.rounds = rounds;
    result
}

async fn measure(server: &Server, tls: bool) -> Result<Sample> {
    for index in 0..2 {
        session(server, index).await?.run("SELECT INBOX").await?;
    }
    settle().await;
    let family = server.family();
    let before = family.memory()?;
    let first = open(server, SESSIONS, tls).await?;
    settle().await;
    let between = family.memory()?;
    let second = open(server, SESSIONS, tls).await?;
    settle().await;
    let after = family.memory()?;
    drop((first, second));
    let kind = server.kind.name();
    eprintln!("  {kind}: {} KB, then {} KB, then {} KB", before / 1024, between / 1024, after / 1024);
    // The first thousand may live in what the server has from before and not given back, the second may not.
    let steps = [between as f64 - before as f64, after as f64 - between as f64];
    Ok(Sample::of(steps.into_iter().fold(0.0, f64::max) / SESSIONS as f64))
}

/// Lets processes that are no longer needed end.
async fn settle() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

/// Sessions of both accounts that have selected INBOX and wait.
pub(super) async fn open(server: &Server, count: usize, tls: bool) -> Result<Vec<Imap>> {
    let mut sessions = Vec::with_capacity(count);
    let ports = server.ports;
    while sessions.len() < count {
        let mut opening = JoinSet::new();
        for index in 0..OPENED_AT_ONCE {
            opening.spawn(async move {
                let mut imap =
                    if tls { Imap::connect_tls(ports.imaps).await? } else { Imap::connect(ports.imap).await? };
                imap.login(account(index)).await?;
                imap.run("SELECT INBOX").await?;
                imap.idle().await?;
                anyhow::Ok(imap)
            });
        }
        while let Some(opened) = opening.join_next().await {
            sessions.push(opened??);
        }
    }
    Ok(sessions)
}
