//! The commands that are timed, in this order, in one session.

use anyhow::{Result, ensure};

use super::MESSAGES;
use crate::client::Imap;
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::time;
use crate::server::Server;

/// A command, how often it is given, and the least number of lines that its answer must have.
pub(super) struct Timed {
    pub(super) metric: Metric,
    command: &'static str,
    times: usize,
    lines: usize,
    /// Lines given before the command each time and not timed; what is refused of them need not be done.
    before: Option<&'static str>,
}

impl Timed {
    const fn new(name: &'static str, command: &'static str, times: usize, lines: usize, target: Target) -> Self {
        Self { metric: Metric::new(name, Unit::Milliseconds, target), command, times, lines, before: None }
    }

    const fn after(mut self, before: &'static str) -> Self {
        self.before = Some(before);
        self
    }

    pub(super) async fn take(&self, server: &Server, imap: &mut Imap) -> Result<Sample> {
        let mut sample = Sample { value: 0.0, cpu: None };
        let mut taken = Vec::new();
        let mut cpu = 0.0;
        for _ in 0..self.times {
            for command in self.before.iter().flat_map(|commands| commands.split('\n')) {
                if let Err(error) = imap.run(command).await {
                    eprintln!("  {}: {command}: {error}", server.kind.name());
                }
            }
            sample = time(server, 1, async || self.once(imap).await).await?;
            taken.push(sample.value);
            cpu += sample.cpu.unwrap_or_default();
        }
        sample.value = crate::figures::median(&taken).unwrap_or_default();
        sample.cpu = Some(cpu / self.times as f64);
        Ok(sample)
    }

    async fn once(&self, imap: &mut Imap) -> Result<()> {
        let reply = imap.run(self.command).await?;
        ensure!(reply.lines > self.lines, "{} lines came, {} are right", reply.lines, self.lines);
        Ok(())
    }
}

const NO: Target = Target::None;

pub(super) const TIMED: [Timed; 16] = [
    Timed::new("UID FETCH 1:* (FLAGS), 100,000", "UID FETCH 1:* (FLAGS)", 7, MESSAGES, Target::Times(3.0)),
    Timed::new(
        "UID STORE 1:* +FLAGS.SILENT, 100,000",
        "UID STORE 1:* +FLAGS.SILENT (\\Flagged)",
        5,
        0,
        Target::Times(2.0),
    )
    .after("UID STORE 1:* -FLAGS.SILENT (\\Flagged)"),
    Timed::new("UID STORE 1:* -FLAGS.SILENT, 100,000", "UID STORE 1:* -FLAGS.SILENT (\\Flagged)", 5, 0, NO)
        .after("UID STORE 1:* +FLAGS.SILENT (\\Flagged)"),
    Timed::new("UID STORE 1:* +FLAGS, 100,000", "UID STORE 1:* +FLAGS (\\Flagged)", 3, MESSAGES, NO)
        .after("UID STORE 1:* -FLAGS.SILENT (\\Flagged)"),
    Timed::new("UID FETCH 1:* (ENVELOPE), 100,000", "UID FETCH 1:* (ENVELOPE)", 1, MESSAGES, NO),
    Timed::new("FETCH (ENVELOPE), 10,000", "FETCH 1:10000 (ENVELOPE)", 3, 10_000, NO),
    Timed::new("FETCH (BODYSTRUCTURE), 10,000", "FETCH 1:10000 (BODYSTRUCTURE)", 3, 10_000, NO),
    Timed::new("FETCH (BODY.PEEK[HEADER]), 10,000", "FETCH 1:10000 (BODY.PEEK[HEADER])", 3, 100_000, NO),
    Timed::new(
        "FETCH of a list view, 10,000",
        "FETCH 1:10000 (UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (From To Subject Date)])",
        3,
        50_000,
        NO,
    ),
    Timed::new("FETCH (BODY.PEEK[]), 10,000 (50 MB)", "FETCH 1:10000 (BODY.PEEK[])", 3, 500_000, NO),
    Timed::new("UID SEARCH UNSEEN, 100,000", "UID SEARCH UNSEEN", 5, 1, NO),
    Timed::new("UID SEARCH SUBJECT word, 100,000", "UID SEARCH SUBJECT invoice", 2, 1, NO),
    Timed::new("SEARCH BODY word, 10,000", "SEARCH 1:10000 BODY windscreen", 1, 1, NO),
    Timed::new("COPY of 10,000", "COPY 1:10000 Copies", 2, 0, NO).after("DELETE Copies\nCREATE Copies"),
    Timed::new("MOVE of 10,000", "MOVE 1:10000 Moved", 1, 0, NO).after("DELETE Moved\nCREATE Moved\nSELECT Copies"),
    Timed::new("STATUS of 100,000", "STATUS Big (MESSAGES UNSEEN UIDNEXT)", 1, 1, NO)
        .after("CLOSE\nDELETE Copies\nDELETE Moved"),
];
