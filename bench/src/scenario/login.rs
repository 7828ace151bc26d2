//! Short sessions, as web mail of the old kind and biff programs have them.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use super::{TEN_KB, account, lmtp};
use crate::client::Imap;
use crate::figures::{Metric, Target, Unit};
use crate::lab::{Lab, Meter};
use crate::server::Server;

const METRICS: [Metric; 1] =
    [Metric::new("connect, LOGIN, SELECT, LOGOUT, 16 at once", Unit::PerSecond, Target::Times(5.0))];

const AT_ONCE: usize = 16;
const TIME: Duration = Duration::from_secs(4);

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = lab.fresh("login").await?;
    for server in &servers {
        let messages = lab.messages(100, TEN_KB);
        lmtp::deliver(server, 2, messages).await?;
        log_in(server, 0).await?;
    }
    lab.compare(&METRICS, &mut servers, async |_, server, _| {
        let meter = Meter::start(server)?;
        let count = crowd(server).await?;
        Ok(vec![meter.rate(server, count)?])
    })
    .await
}

/// How many sessions came to their end.
async fn crowd(server: &Server) -> Result<usize> {
    let until = Instant::now() + TIME;
    let address = server.ports.imap;
    let mut crowd = JoinSet::new();
    for index in 0..AT_ONCE {
        crowd.spawn(async move {
            let mut count = 0;
            while Instant::now() < until {
                one(address, index).await?;
                count += 1;
            }
            anyhow::Ok(count)
        });
    }
    let mut sum = 0;
    while let Some(count) = crowd.join_next().await {
        sum += count??;
    }
    Ok(sum)
}

async fn log_in(server: &Server, index: usize) -> Result<()> {
    one(server.ports.imap, index).await
}

async fn one(address: std::net::SocketAddr, index: usize) -> Result<()> {
    let mut imap = Imap::connect(address).await?;
    imap.login(account(index)).await?;
    imap.run("SELECT INBOX").await?;
    imap.run("LOGOUT").await?;
    Ok(())
}
