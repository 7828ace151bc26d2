//! Delivery by LMTP, as a mail exchanger in front would do it.

use anyhow::Result;

use super::{TEN_KB, account};
use crate::client::{Delivery, Dialect, mail_data};
use crate::crew::work_off;
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::{Lab, Meter};
use crate::server::{Server, many_name};

const METRICS: [Metric; 3] = [
    Metric::new("LMTP, 32 connections, 32 accounts, 10 KB", Unit::PerSecond, Target::Times(3.0)),
    Metric::new("LMTP, 32 connections, 2 accounts, 10 KB", Unit::PerSecond, Target::Times(3.0)),
    Metric::new("LMTP, 1 connection, 10 KB", Unit::PerSecond, Target::None),
];

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = lab.fresh("lmtp").await?;
    for server in &servers {
        server.add_many()?;
        let pile = lab.messages(200, TEN_KB);
        send(server, 32, pile, many_name).await?;
    }
    lab.compare(&METRICS, &mut servers, async |lab, server, _| {
        Ok(vec![
            measure(lab, server, 32, 6000, many_name).await?,
            measure(lab, server, 32, 6000, one_of_two).await?,
            measure(lab, server, 1, 1000, one_of_two).await?,
        ])
    })
    .await
}

async fn measure(
    lab: &mut Lab,
    server: &Server,
    connections: usize,
    count: usize,
    recipient: fn(usize) -> String,
) -> Result<Sample> {
    let messages = lab.messages(count, TEN_KB);
    let meter = Meter::start(server)?;
    send(server, connections, messages, recipient).await?;
    meter.rate(server, count)
}

fn one_of_two(index: usize) -> String {
    account(index).0.to_owned()
}

/// Delivers all messages to the two accounts.
pub(super) async fn deliver(server: &Server, connections: usize, messages: Vec<Vec<u8>>) -> Result<()> {
    send(server, connections, messages, one_of_two).await
}

/// Delivers all messages, the n-th connection to the n-th recipient.
async fn send(
    server: &Server,
    connections: usize,
    messages: Vec<Vec<u8>>,
    recipient: fn(usize) -> String,
) -> Result<()> {
    let mut workers = Vec::with_capacity(connections);
    for index in 0..connections {
        workers.push(Delivery::connect(server.ports.lmtp, Dialect::Lmtp, &recipient(index)).await?);
    }
    work_off(workers, messages.into_iter().map(mail_data).collect()).await?;
    Ok(())
}
