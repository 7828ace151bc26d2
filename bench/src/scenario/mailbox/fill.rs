//! Fills the mailbox once; the data folders are used again in the next run.

use std::path::PathBuf;
use std::time::UNIX_EPOCH;

use anyhow::{Context as _, Result, ensure};

use super::MAILBOX;
use crate::client::{Imap, TAG, append_command, multiappend_command};
use crate::crew::{Worker, work_off};
use crate::lab::Lab;
use crate::scenario::session;
use crate::server::{Kind, Server};

const SIZE: usize = 5 * 1024;

/// Messages beyond so many are copies.
pub(in crate::scenario) const DIFFERENT: usize = 100_000;

/// Messages made and held at a time.
const BATCH: usize = 4000;

/// Messages in one piece sent by one connection.
const PIECE: usize = 100;

/// Starts the servers on full mailboxes, which are filled first where they are not.
pub(in crate::scenario) async fn ready(lab: &mut Lab, size: usize) -> Result<Vec<Server>> {
    let name = format!("mailbox-{size}");
    let mut servers = Vec::new();
    for kind in lab.kinds.clone() {
        servers.push(remember(lab, kind, &name, async |lab, server| fill(lab, server, size).await).await?);
    }
    Ok(servers)
}

/// Starts a server on a folder that `prepare` has once brought to its state. What another build of Posthouse has
/// stored is not used.
pub(in crate::scenario) async fn remember(
    lab: &mut Lab,
    kind: Kind,
    name: &str,
    prepare: impl AsyncFn(&mut Lab, &Server) -> Result<()>,
) -> Result<Server> {
    let folder = lab.site.data.join(name);
    let marker = folder.join(format!("{}.ready", kind.name()));
    let state = state(lab, kind)?;
    if std::fs::read_to_string(&marker).is_ok_and(|found| found == state) {
        return Server::start(&lab.site, kind, name).await;
    }
    let data = folder.join(kind.folder());
    if data.exists() {
        std::fs::remove_dir_all(&data).with_context(|| format!("cannot empty {}", data.display()))?;
    }
    let server = Server::start(&lab.site, kind, name).await?;
    let started = std::time::Instant::now();
    prepare(lab, &server).await.with_context(|| format!("preparing {}", kind.name()))?;
    eprintln!("  {}: prepared in {:.0} s", kind.name(), started.elapsed().as_secs_f64());
    std::fs::write(marker, state)?;
    Ok(server)
}

fn state(lab: &Lab, kind: Kind) -> Result<String> {
    let program = match kind {
        Kind::Dovecot | Kind::Cyrus => return Ok("2".to_owned()),
        Kind::Posthouse => PathBuf::from(&lab.site.posthouse),
    };
    let data = std::fs::metadata(&program).with_context(|| format!("{} is not there", program.display()))?;
    Ok(format!("2 {} {}", data.len(), data.modified()?.duration_since(UNIX_EPOCH)?.as_nanos()))
}

pub(in crate::scenario) async fn fill(lab: &mut Lab, server: &Server, size: usize) -> Result<()> {
    let mut imap = session(server, 0).await?;
    imap.run(&format!("CREATE {MAILBOX}")).await?;
    let several = imap.run("CAPABILITY").await?.text.contains("MULTIAPPEND");
    let different = size.min(DIFFERENT);
    for start in (0..different).step_by(BATCH) {
        let messages = lab.messages(BATCH.min(different - start), SIZE);
        let pieces = messages.chunks(PIECE);
        // One MULTIAPPEND (RFC 3502) is one transaction; without it, a pipeline of APPENDs on several connections.
        if several {
            let pile = pieces.map(|piece| multiappend_command(MAILBOX, piece)).collect();
            work_off(vec![session(server, 0).await?], pile).await?;
        } else {
            let pile =
                pieces.map(|piece| piece.iter().flat_map(|one| append_command(MAILBOX, one)).collect()).collect();
            work_off(pipeliners(server, 8).await?, pile).await?;
        }
    }
    imap.run(&format!("SELECT {MAILBOX}")).await?;
    for _ in 1..size.div_ceil(DIFFERENT) {
        imap.run(&format!("COPY 1:{DIFFERENT} {MAILBOX}")).await?;
    }
    let status = imap.run(&format!("STATUS {MAILBOX} (MESSAGES)")).await?.text;
    ensure!(status.contains(&format!("MESSAGES {size})")), "not all have arrived: {status}");
    Ok(())
}

/// Sends a piece of many APPENDs, then waits for all answers.
struct Pipeliner(Imap);

impl Worker for Pipeliner {
    async fn work(&mut self, piece: &[u8]) -> Result<()> {
        self.0.send(piece).await?;
        let appended = memchr::memmem::find_iter(piece, TAG).count();
        self.0.replies(appended).await
    }
}

async fn pipeliners(server: &Server, count: usize) -> Result<Vec<Pipeliner>> {
    let mut workers = Vec::with_capacity(count);
    for _ in 0..count {
        workers.push(Pipeliner(session(server, 0).await?));
    }
    Ok(workers)
}
