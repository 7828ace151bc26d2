//! A device that comes back after ten changes (RFC 7162 §3.2.5).

use anyhow::{Context as _, Result, ensure};

use super::MAILBOX;
use crate::client::Imap;
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::time;
use crate::scenario::session;
use crate::server::Server;

pub(super) const METRIC: Metric =
    Metric::new("SELECT with QRESYNC after 10 changes", Unit::Milliseconds, Target::AtMost(5.0));

const CHANGES: usize = 10;
/// An even number: what one round sets the next takes away.
const TIMES: usize = 6;

pub(super) async fn measure(server: &Server) -> Result<Sample> {
    let mut taken = Vec::new();
    let mut last = Sample::missing();
    for round in 0..TIMES {
        let (mut device, mut other) = (session(server, 0).await?, session(server, 0).await?);
        device.run("ENABLE QRESYNC").await?;
        let known = state(&mut other).await?;
        change(&mut other, round).await?;
        let select = format!("SELECT {MAILBOX} (QRESYNC ({known}))");
        last = time(server, 1, async || {
            let reply = device.run(&select).await?;
            let told = reply.text.matches(" FETCH (").count();
            ensure!(told >= CHANGES, "{told} changes were told: {}", reply.text);
            Ok(())
        })
        .await?;
        taken.push(last.value);
    }
    last.value = crate::figures::median(&taken).unwrap_or_default();
    Ok(last)
}

/// What a device remembers of the mailbox: its UIDVALIDITY and HIGHESTMODSEQ.
async fn state(imap: &mut Imap) -> Result<String> {
    let text = imap.run(&format!("SELECT {MAILBOX} (CONDSTORE)")).await?.text;
    let value = |code: &str| {
        let rest = text.split_once(code).with_context(|| format!("no {code}: {text}"))?.1;
        anyhow::Ok(rest.chars().take_while(char::is_ascii_digit).collect::<String>())
    };
    Ok(format!("{} {}", value("[UIDVALIDITY ")?, value("[HIGHESTMODSEQ ")?))
}

async fn change(imap: &mut Imap, round: usize) -> Result<()> {
    let sign = if round.is_multiple_of(2) { '+' } else { '-' };
    for number in 1..=CHANGES {
        imap.run(&format!("STORE {} {sign}FLAGS.SILENT (\\Answered)", number * 90)).await?;
    }
    Ok(())
}
