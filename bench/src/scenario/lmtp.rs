//! Delivery by LMTP, as a mail exchanger in front would do it.

use anyhow::Result;

use super::{TEN_KB, account};
use crate::client::{Delivery, Dialect, mail_data};
use crate::crew::work_off;
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::{Lab, Meter};
use crate::server::Server;

const METRICS: [Metric; 2] = [
    Metric::new("LMTP, 32 connections, 10 KB", Unit::PerSecond, Target::Times(3.0)),
    Metric::new("LMTP, 1 connection, 10 KB", Unit::PerSecond, Target::None),
];

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = lab.fresh("lmtp").await?;
    for server in &servers {
        let pile = lab.messages(200, TEN_KB);
        deliver(server, 4, pile).await?;
    }
    lab.compare(&METRICS, &mut servers, async |lab, server, _| {
        Ok(vec![measure(lab, server, 32, 6000).await?, measure(lab, server, 1, 1000).await?])
    })
    .await
}

async fn measure(lab: &mut Lab, server: &Server, connections: usize, count: usize) -> Result<Sample> {
    let messages = lab.messages(count, TEN_KB);
    let meter = Meter::start(server)?;
    deliver(server, connections, messages).await?;
    meter.rate(server, count)
}

/// Delivers all messages, each connection to one account.
pub(super) async fn deliver(server: &Server, connections: usize, messages: Vec<Vec<u8>>) -> Result<()> {
    let mut workers = Vec::with_capacity(connections);
    for index in 0..connections {
        workers.push(Delivery::connect(server.ports.lmtp, Dialect::Lmtp, account(index).0).await?);
    }
    work_off(workers, messages.into_iter().map(mail_data).collect()).await?;
    Ok(())
}
