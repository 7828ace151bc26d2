//! What a message of 50 MB needs in memory, and how long it takes.

use std::time::Instant;

use anyhow::Result;

use super::{account, session};
use crate::client::{Delivery, Dialect, append_command, mail_data};
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::Lab;
use crate::server::{Kind, Server};

const LIMIT: Target = Target::AtMost(16.0 * 1024.0 * 1024.0);

const METRICS: [Metric; 6] = [
    Metric::new("peak memory of 50 MB by SMTP (Dovecot: LMTP)", Unit::Bytes, LIMIT),
    Metric::new("time of it", Unit::Milliseconds, Target::None),
    Metric::new("peak memory of 50 MB by APPEND", Unit::Bytes, LIMIT),
    Metric::new("time of it", Unit::Milliseconds, Target::None),
    Metric::new("peak memory of 50 MB by FETCH", Unit::Bytes, LIMIT),
    Metric::new("time of it", Unit::Milliseconds, Target::None),
];

const SIZE: usize = 50 * 1024 * 1024;

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = lab.fresh("large").await?;
    let rounds = lab.rounds;
    lab.rounds = rounds.min(3);
    let result = lab
        .compare(&METRICS, &mut servers, async |lab, server, _| {
            server.restart().await?;
            let mut samples = by_mail(lab, server).await?;
            samples.extend(by_append(lab, server).await?);
            samples.extend(by_fetch(server).await?);
            Ok(samples)
        })
        .await;
    lab.rounds = rounds;
    result
}

async fn by_mail(lab: &mut Lab, server: &Server) -> Result<Vec<Sample>> {
    let message = mail_data(lab.messages(1, SIZE).concat());
    let (address, dialect) = match server.kind {
        Kind::Dovecot => (server.ports.lmtp, Dialect::Lmtp),
        Kind::Posthouse => (server.ports.smtp, Dialect::Smtp),
    };
    let mut delivery = Delivery::connect(address, dialect, account(0).0).await?;
    delivery.deliver(&mail_data(lab.messages(1, 2048).concat())).await?;
    peak(server, async || delivery.deliver(&message).await).await
}

async fn by_append(lab: &mut Lab, server: &Server) -> Result<Vec<Sample>> {
    let command = append_command("INBOX", &lab.messages(1, SIZE).concat());
    let mut imap = session(server, 0).await?;
    imap.run("SELECT INBOX").await?;
    peak(server, async || imap.run_built(&command).await.map(|_| ())).await
}

async fn by_fetch(server: &Server) -> Result<Vec<Sample>> {
    let mut imap = session(server, 0).await?;
    imap.run("SELECT INBOX").await?;
    peak(server, async || {
        let reply = imap.run("FETCH * (BODY.PEEK[])").await?;
        anyhow::ensure!(reply.bytes > SIZE, "the last message is not the one appended: {} bytes", reply.bytes);
        Ok(())
    })
    .await
}

/// Bytes by which `what` raises the server's peak, and how long it takes.
async fn peak(server: &Server, mut what: impl AsyncFnMut() -> Result<()>) -> Result<Vec<Sample>> {
    let levels = server.family().reset_peaks()?;
    let started = Instant::now();
    what().await?;
    let taken = started.elapsed().as_secs_f64() * 1000.0;
    let above = server.family().peaks_above(&levels)?;
    Ok(vec![Sample::of(above as f64), Sample::of(taken)])
}
