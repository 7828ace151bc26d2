//! What messages of 50 MB need in memory, and how long they take: eight at once.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::{account, session};
use crate::client::{Delivery, Dialect, Imap, TAG, append_command, mail_data};
use crate::crew::{Worker, work_off};
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::Lab;
use crate::server::{Kind, Server};

const LIMIT: Target = Target::AtMost(16.0 * 1024.0 * 1024.0);

const METRICS: [Metric; 6] = [
    Metric::new("peak memory a connection, 50 MB by SMTP (the others: LMTP)", Unit::Bytes, LIMIT),
    Metric::new("time of 8 of them at once", Unit::Milliseconds, Target::None),
    Metric::new("peak memory a connection, 50 MB by APPEND", Unit::Bytes, LIMIT),
    Metric::new("time of 8 of them at once", Unit::Milliseconds, Target::None),
    Metric::new("peak memory a connection, 50 MB by FETCH", Unit::Bytes, LIMIT),
    Metric::new("time of 8 of them at once", Unit::Milliseconds, Target::None),
];

const SIZE: usize = 50 * 1024 * 1024;
const AT_ONCE: usize = 8;

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = lab.fresh("large").await?;
    let rounds = lab.rounds;
    lab.rounds = rounds.min(3);
    let result = lab
        .compare(&METRICS, &mut servers, async |lab, server, _| {
            let mut samples = by_mail(lab, server).await?;
            samples.extend(by_append(lab, server).await?);
            samples.extend(by_fetch(server).await?);
            Ok(samples)
        })
        .await;
    lab.rounds = rounds;
    result
}

async fn by_mail(lab: &mut Lab, server: &mut Server) -> Result<Vec<Sample>> {
    let pile = lab.messages(AT_ONCE, SIZE).into_iter().map(mail_data).collect();
    let (address, dialect) = match server.kind {
        Kind::Dovecot | Kind::Cyrus => (server.ports.lmtp, Dialect::Lmtp),
        Kind::Posthouse => (server.ports.smtp, Dialect::Smtp),
    };
    peak(server, async || Delivery::connect(address, dialect, account(0).0).await, pile).await
}

async fn by_append(lab: &mut Lab, server: &mut Server) -> Result<Vec<Sample>> {
    let pile = lab.messages(AT_ONCE, SIZE).iter().map(|message| append_command("INBOX", message)).collect();
    let ports = server.ports;
    peak(server, async || log_in(ports.imap).await, pile).await
}

/// Reads the messages that were stored last.
async fn by_fetch(server: &mut Server) -> Result<Vec<Sample>> {
    let mut imap = session(server, 0).await?;
    let status = imap.run("STATUS INBOX (MESSAGES)").await?.text;
    let count: usize = status.split(['(', ')', ' ']).find_map(|word| word.parse().ok()).unwrap_or(0);
    let command = |message| [TAG, format!("FETCH {message} (BODY.PEEK[])\r\n").as_bytes()].concat();
    let pile = (count.saturating_sub(AT_ONCE)..count).map(|before| command(before + 1)).collect();
    drop(imap);
    let ports = server.ports;
    peak(server, async || Ok(Fetcher(log_in(ports.imap).await?)), pile).await
}

async fn log_in(address: std::net::SocketAddr) -> Result<Imap> {
    let mut imap = Imap::connect(address).await?;
    imap.login(account(0)).await?;
    imap.run("SELECT INBOX").await?;
    Ok(imap)
}

struct Fetcher(Imap);

impl Worker for Fetcher {
    async fn work(&mut self, command: &[u8]) -> Result<()> {
        let reply = self.0.run_built(command).await?;
        ensure!(reply.bytes > SIZE, "not the message that was stored: {} bytes", reply.bytes);
        Ok(())
    }
}

/// Bytes by which a connection raises the server's peak, and how long all take. The peak is measured against a server
/// that has just started and nobody has logged in to: what a login leaves would hide what the messages need.
async fn peak<W: Worker>(
    server: &mut Server,
    connect: impl AsyncFn() -> Result<W>,
    pile: Vec<Vec<u8>>,
) -> Result<Vec<Sample>> {
    server.restart().await?;
    let mut levels = server.family().reset_peaks()?;
    let mut workers = Vec::with_capacity(AT_ONCE);
    for _ in 0..AT_ONCE {
        workers.push(connect().await?);
    }
    // Processes made for the connections are counted from when they wait for the message.
    levels.extend(server.family().reset_peaks()?);
    let started = Instant::now();
    let workers = work_off(workers, pile).await?;
    let taken = started.elapsed().as_secs_f64() * 1000.0;
    let above = server.family().peaks_above(&levels)?;
    drop(workers);
    Ok(vec![Sample::of(above as f64 / AT_ONCE as f64), Sample::of(taken)])
}
