//! The commands that are timed, in this order, in one session.

use anyhow::{Result, ensure};

use crate::client::Imap;
use crate::figures::{Metric, Sample, Target, Unit};
use crate::lab::time;
use crate::server::{Kind, Server};

/// A command, how often it is given, and what its answer must have.
pub(super) struct Timed {
    pub(super) metric: Metric,
    command: &'static str,
    times: usize,
    answer: Answer,
    /// Lines given before the command each time and not timed; what is refused of them need not be done.
    before: Option<&'static str>,
}

/// How many lines the answer has at least.
#[derive(Clone, Copy)]
enum Answer {
    /// So many.
    Lines(usize),
    /// So many for each message of the mailbox.
    ForEach(usize),
    /// So many for each of the first 10,000.
    ForFirst(usize),
}

use Answer::{ForEach, ForFirst, Lines};

impl Answer {
    fn lines(self, messages: usize) -> usize {
        match self {
            Lines(lines) => lines,
            ForEach(lines) => lines * messages,
            ForFirst(lines) => lines * messages.min(10_000),
        }
    }
}

impl Timed {
    const fn new(name: &'static str, command: &'static str, times: usize, answer: Answer, target: Target) -> Self {
        Self { metric: Metric::new(name, Unit::Milliseconds, target), command, times, answer, before: None }
    }

    const fn after(mut self, before: &'static str) -> Self {
        self.before = Some(before);
        self
    }

    pub(super) async fn take(&self, server: &Server, imap: &mut Imap, messages: usize) -> Result<Sample> {
        let mut sample = Sample { value: 0.0, cpu: None };
        let mut taken = Vec::new();
        let mut cpu = 0.0;
        for _ in 0..self.times {
            for command in self.before.iter().flat_map(|commands| commands.split('\n')) {
                if let Err(error) = imap.run(command).await {
                    eprintln!("  {}: {command}: {error}", server.kind.name());
                }
            }
            sample = match time(server, 1, async || self.once(imap, messages).await).await {
                Ok(sample) => sample,
                Err(error) => return self.refused(server, &error),
            };
            taken.push(sample.value);
            cpu += sample.cpu.unwrap_or_default();
        }
        sample.value = crate::figures::median(&taken).unwrap_or_default();
        sample.cpu = Some(cpu / self.times as f64);
        Ok(sample)
    }

    /// What another server does not know it has no number for; Posthouse must know it.
    fn refused(&self, server: &Server, error: &anyhow::Error) -> Result<Sample> {
        eprintln!("  {}: {}: {error:#}", server.kind.name(), self.metric.name);
        ensure!(server.kind != Kind::Posthouse, "{error:#}");
        Ok(Sample::missing())
    }

    async fn once(&self, imap: &mut Imap, messages: usize) -> Result<()> {
        let lines = self.answer.lines(messages);
        let reply = imap.run(self.command).await?;
        ensure!(reply.lines > lines, "{} lines came, {lines} are right", reply.lines);
        Ok(())
    }
}

const NO: Target = Target::None;

/// In a session that has been used before.
pub(super) const WARM: [Timed; 20] = [
    Timed::new("UID FETCH 1:* (FLAGS)", "UID FETCH 1:* (FLAGS)", 7, ForEach(1), Target::Times(3.0)),
    Timed::new("UID STORE 1:* +FLAGS", "UID STORE 1:* +FLAGS (\\Flagged)", 3, ForEach(1), Target::Times(3.0))
        .after("UID STORE 1:* -FLAGS.SILENT (\\Flagged)"),
    Timed::new(
        "UID STORE 1:* +FLAGS.SILENT",
        "UID STORE 1:* +FLAGS.SILENT (\\Flagged)",
        5,
        Lines(0),
        Target::Times(2.0),
    )
    .after("UID STORE 1:* -FLAGS.SILENT (\\Flagged)"),
    Timed::new("UID FETCH 1:* (ENVELOPE)", "UID FETCH 1:* (ENVELOPE)", 3, ForEach(1), Target::Times(2.0)),
    Timed::new("FETCH (ENVELOPE) of 10,000", "UID FETCH 1:10000 (ENVELOPE)", 3, ForFirst(1), NO),
    Timed::new("FETCH (BODYSTRUCTURE) of 10,000", STRUCTURES, 5, ForFirst(1), Target::Times(2.0)),
    Timed::new("UID FETCH 1:* (BODY.PEEK[HEADER])", HEADERS, 2, ForEach(10), Target::Times(2.0)),
    Timed::new("FETCH of a list view of 10,000", LIST_VIEW, 3, ForFirst(5), NO),
    Timed::new("FETCH (BODY.PEEK[]) of 10,000", BODIES, 3, ForFirst(50), Target::Times(1.5)),
    Timed::new("UID SORT (DATE)", SORT, 5, Lines(1), Target::Times(1.5)),
    Timed::new("UID SORT (SUBJECT)", "UID SORT (SUBJECT) UTF-8 ALL", 3, Lines(1), NO),
    Timed::new("UID THREAD REFERENCES", THREAD, 5, Lines(1), Target::Times(1.5)),
    Timed::new("UID SEARCH UNSEEN", "UID SEARCH UNSEEN", 5, Lines(1), Target::Times(3.0)),
    Timed::new("UID SEARCH SUBJECT word", "UID SEARCH SUBJECT invoice", 3, Lines(1), Target::Times(3.0)),
    Timed::new("UID SEARCH FROM word", "UID SEARCH FROM invoice", 3, Lines(1), NO),
    Timed::new("UID SEARCH BODY word", "UID SEARCH BODY windscreen", 1, Lines(1), Target::Times(3.0)),
    Timed::new(
        "UID FETCH CHANGEDSINCE, nothing since",
        "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 999999999)",
        3,
        Lines(0),
        NO,
    ),
    Timed::new("COPY of 10,000", "UID COPY 1:10000 Copies", 2, Lines(0), Target::Times(10.0))
        .after("DELETE Copies\nCREATE Copies"),
    Timed::new("MOVE of 10,000", "UID MOVE 1:10000 Moved", 1, Lines(0), Target::Times(10.0))
        .after("DELETE Moved\nCREATE Moved\nSELECT Copies"),
    Timed::new("STATUS", "STATUS Big (MESSAGES UNSEEN UIDNEXT)", 1, Lines(1), NO)
        .after("CLOSE\nDELETE Copies\nDELETE Moved"),
];

/// Each the first of a session after a start, with nothing of the data in the system's memory.
pub(super) const COLD: [Timed; 6] = [
    Timed::new("UID FETCH 1:* (ENVELOPE), cold", "UID FETCH 1:* (ENVELOPE)", 1, ForEach(1), Target::Times(2.0)),
    Timed::new("FETCH (BODYSTRUCTURE) of 10,000, cold", STRUCTURES, 1, ForFirst(1), Target::Times(2.0)),
    Timed::new("UID FETCH 1:* (BODY.PEEK[HEADER]), cold", HEADERS, 1, ForEach(10), Target::Times(2.0)),
    Timed::new("FETCH (BODY.PEEK[]) of 10,000, cold", BODIES, 1, ForFirst(50), Target::Times(4.0)),
    Timed::new("UID SORT (DATE), cold", SORT, 1, Lines(1), Target::Times(1.5)),
    Timed::new("UID THREAD REFERENCES, cold", THREAD, 1, Lines(1), Target::Times(1.5)),
];

const STRUCTURES: &str = "UID FETCH 1:10000 (BODYSTRUCTURE)";
const HEADERS: &str = "UID FETCH 1:* (BODY.PEEK[HEADER])";
const BODIES: &str = "UID FETCH 1:10000 (BODY.PEEK[])";
const SORT: &str = "UID SORT (DATE) UTF-8 ALL";
const THREAD: &str = "UID THREAD REFERENCES UTF-8 ALL";
const LIST_VIEW: &str =
    "UID FETCH 1:10000 (UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (From To Subject Date)])";
