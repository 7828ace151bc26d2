//! What mail takes on the disk.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use anyhow::Result;

use super::{TEN_KB, lmtp};
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::Lab;
use crate::server::Server;

const METRICS: [Metric; 1] =
    [Metric::new("disk for a text message of 10 KB (of 10,000)", Unit::Bytes, Target::AtMost(8.0 * 1024.0))];

const MESSAGES: usize = 10_000;

pub(super) async fn run(lab: &mut Lab) -> Result<()> {
    let mut servers = lab.fresh("disk").await?;
    let rounds = std::mem::replace(&mut lab.rounds, 1);
    let result =
        lab.compare(&METRICS, &mut servers, async |lab, server, _| Ok(vec![measure(lab, server).await?])).await;
    lab.rounds = rounds;
    result
}

async fn measure(lab: &mut Lab, server: &mut Server) -> Result<Sample> {
    let before = used(&server.folder)?;
    let messages = lab.messages(MESSAGES, TEN_KB);
    let mean = messages.iter().map(Vec::len).sum::<usize>() / MESSAGES;
    lmtp::deliver(server, 32, messages).await?;
    rustix::fs::sync();
    let running = used(&server.folder)? - before;
    // What a server tidies up when it stops belongs to the figure as little as what it has not yet written.
    server.restart().await?;
    rustix::fs::sync();
    let restarted = used(&server.folder)? - before;
    eprintln!(
        "  {}: messages of {mean} bytes; {} bytes each while it runs, {} after a restart",
        server.kind.name(),
        running / MESSAGES as u64,
        restarted / MESSAGES as u64
    );
    Ok(Sample::of(running.max(restarted) as f64 / MESSAGES as f64))
}

/// Bytes that the blocks of all files under `folder` take, like `du`.
fn used(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let data = entry.metadata()?;
        sum += data.blocks() * 512;
        if data.is_dir() {
            sum += used(&entry.path())?;
        }
    }
    Ok(sum)
}
