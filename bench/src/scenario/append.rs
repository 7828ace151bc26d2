//! APPEND, as a program that moves mail between servers does it: each connection for an account of its own.

use anyhow::Result;

use super::TEN_KB;
use crate::client::{Imap, append_command};
use crate::crew::{AskingAppender, work_off};
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::{Lab, Meter};
use crate::server::{MANY, MANY_PASSWORD, Server, many_name};

const METRICS: [Metric; 4] = [
    Metric::new("APPEND, 32 connections, 10 KB", Unit::PerSecond, Target::Times(2.0)),
    Metric::new("APPEND, 1 connection, 10 KB", Unit::PerSecond, Target::Times(1.0)),
    Metric::new("APPEND, 32 connections, synchronising literals", Unit::PerSecond, Target::None),
    Metric::new("APPEND, 1 connection, synchronising literals", Unit::PerSecond, Target::None),
];

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = lab.fresh("append").await?;
    servers.iter().try_for_each(Server::add_many)?;
    lab.compare(&METRICS, &mut servers, async |lab, server, round| {
        let mailbox = format!("round{round}");
        for index in 0..MANY {
            session(server, index).await?.run(&format!("CREATE {mailbox}")).await?;
        }
        Ok(vec![
            at_once(lab, server, 32, 8000, &mailbox).await?,
            at_once(lab, server, 1, 2000, &mailbox).await?,
            asking(lab, server, 32, 8000, &mailbox).await?,
            asking(lab, server, 1, 2000, &mailbox).await?,
        ])
    })
    .await
}

/// With literals that need no leave.
async fn at_once(lab: &mut Lab, server: &Server, connections: usize, count: usize, mailbox: &str) -> Result<Sample> {
    let messages = lab.messages(count, TEN_KB);
    let pile = messages.iter().map(|message| append_command(mailbox, message)).collect();
    drop(messages);
    let mut workers = Vec::with_capacity(connections);
    for index in 0..connections {
        workers.push(session(server, index).await?);
    }
    let meter = Meter::start(server)?;
    work_off(workers, pile).await?;
    meter.rate(server, count)
}

/// With literals that ask for leave.
async fn asking(lab: &mut Lab, server: &Server, connections: usize, count: usize, mailbox: &str) -> Result<Sample> {
    let mut pile = lab.messages(count, TEN_KB);
    pile.iter_mut().for_each(|message| message.extend_from_slice(b"\r\n"));
    let mut workers = Vec::with_capacity(connections);
    for index in 0..connections {
        workers.push(AskingAppender { imap: session(server, index).await?, mailbox: mailbox.to_owned() });
    }
    let meter = Meter::start(server)?;
    work_off(workers, pile).await?;
    meter.rate(server, count)
}

async fn session(server: &Server, index: usize) -> Result<Imap> {
    let mut imap = Imap::connect(server.ports.imap).await?;
    imap.login((&many_name(index), MANY_PASSWORD)).await?;
    Ok(imap)
}
