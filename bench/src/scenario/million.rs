//! A start with a million messages stored: 100,000 different ones, each in ten mailboxes of one account.

use anyhow::{Context as _, Result};

use super::{TEN_KB, lmtp, mailbox, session};
use crate::client::{Imap, append_command};
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::Lab;
use crate::server::Server;

const SECOND: Target = Target::AtMost(1000.0);

const METRICS: [Metric; 4] = [
    Metric::new("1,000,000 stored: start to the greeting", Unit::Milliseconds, SECOND),
    Metric::new("start to the first SELECT answered, another account's", Unit::Milliseconds, SECOND),
    Metric::new("start to the first SELECT answered, a small mailbox of that account", Unit::Milliseconds, SECOND),
    Metric::new("start to the first SELECT answered, a mailbox of 100,000", Unit::Milliseconds, Target::None),
];

const NAME: &str = "million";
const SMALL: &str = "Small";

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = Vec::new();
    for kind in lab.kinds.clone() {
        servers.push(mailbox::remember(lab, kind, NAME, async |lab, server| multiply(lab, server).await).await?);
    }
    lab.compare(&METRICS, &mut servers, async |_, server, _| {
        let other = first_select(server, 1, "INBOX").await?;
        let greeting = Sample::of(server.to_greeting.as_secs_f64() * 1000.0);
        let small = first_select(server, 0, SMALL).await?;
        let large = first_select(server, 0, mailbox::MAILBOX).await?;
        Ok(vec![greeting, other, small, large])
    })
    .await
}

async fn first_select(server: &mut Server, account: usize, mailbox: &str) -> Result<Sample> {
    server.restart().await?;
    let mut imap = session(server, account).await?;
    imap.run(&format!("SELECT {mailbox}")).await?;
    Ok(Sample::of(server.started.elapsed().as_secs_f64() * 1000.0))
}

async fn multiply(lab: &mut Lab, server: &Server) -> Result<()> {
    mailbox::fill(lab, server, mailbox::DIFFERENT).await?;
    let mut imap = session(server, 0).await?;
    imap.run(&format!("SELECT {}", mailbox::MAILBOX)).await?;
    for copy in 1..10 {
        imap.run(&format!("CREATE Copy{copy}")).await?;
        imap.run(&format!("COPY 1:* Copy{copy}")).await.with_context(|| format!("copy {copy}"))?;
    }
    small(lab, &mut imap).await?;
    let messages = lab.messages(20, TEN_KB);
    lmtp::deliver(server, 2, messages).await
}

async fn small(lab: &mut Lab, imap: &mut Imap) -> Result<()> {
    imap.run(&format!("CREATE {SMALL}")).await?;
    for message in lab.messages(10, TEN_KB) {
        imap.run_built(&append_command(SMALL, &message)).await?;
    }
    Ok(())
}
