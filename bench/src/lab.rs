//! Where servers are measured: both side by side, in turns, and every sample kept.

use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::figures::{Metric, Row, Sample};
use crate::process::own_cpu_seconds;
use crate::server::{Kind, Server, Site};
use crate::text::Writer;

/// What every scenario works with.
pub(crate) struct Lab {
    pub(crate) site: Site,
    /// The servers to measure.
    pub(crate) kinds: Vec<Kind>,
    /// How often each measurement is taken.
    pub(crate) rounds: usize,
    pub(crate) writer: Writer,
    pub(crate) rows: Vec<Row>,
    /// Of how many messages the mailboxes are on which commands are timed.
    pub(crate) sizes: Vec<usize>,
    /// Numbers of messages given out, so that no two are the same.
    next_message: u64,
}

impl Lab {
    pub(crate) fn new(site: Site, kinds: Vec<Kind>, rounds: usize, sizes: Vec<usize>) -> Self {
        Self { site, kinds, rounds, writer: Writer::new(), rows: Vec::new(), sizes, next_message: 0 }
    }

    /// `count` messages that nobody has had, of about `size` bytes.
    pub(crate) fn messages(&mut self, count: usize, size: usize) -> Vec<Vec<u8>> {
        let first = self.next_message;
        self.next_message += count as u64;
        (first..self.next_message).map(|number| self.writer.message(number, size)).collect()
    }

    /// Starts the servers on empty folders.
    pub(crate) async fn fresh(&self, name: &str) -> Result<Vec<Server>> {
        let folder = self.site.data.join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        self.start(name).await
    }

    /// Starts the servers on the folders as they are.
    pub(crate) async fn start(&self, name: &str) -> Result<Vec<Server>> {
        let mut servers = Vec::new();
        for kind in &self.kinds {
            servers.push(Server::start(&self.site, *kind, name).await?);
        }
        Ok(servers)
    }

    /// Takes the samples of `metrics` in every round, the servers in turns, the first one of a round being the last one
    /// of the next. `measure` gives one sample for each metric.
    pub(crate) async fn compare(
        &mut self,
        metrics: &[Metric],
        servers: &mut [Server],
        mut measure: impl AsyncFnMut(&mut Self, &mut Server, usize) -> Result<Vec<Sample>>,
    ) -> Result<()> {
        let mut rows: Vec<Row> = metrics.iter().copied().map(Row::new).collect();
        for round in 0..self.rounds {
            for server in servers.iter_mut() {
                let samples = measure(self, server, round).await;
                let samples = samples.with_context(|| format!("{}, round {}", server.kind.name(), round + 1))?;
                for (row, sample) in rows.iter_mut().zip(samples) {
                    row.add(server.kind, sample);
                }
            }
            servers.reverse();
        }
        for row in &rows {
            eprintln!("{}", row.line());
        }
        self.rows.extend(rows);
        Ok(())
    }
}

/// Time and the server's processor time since a moment.
pub(crate) struct Meter {
    started: Instant,
    cpu: f64,
    client_cpu: f64,
}

impl Meter {
    pub(crate) fn start(server: &Server) -> Result<Self> {
        let cpu = server.family().cpu_seconds()?;
        Ok(Self { started: Instant::now(), cpu, client_cpu: own_cpu_seconds() })
    }

    /// The rate of `count` operations done since the start.
    pub(crate) fn rate(&self, server: &Server, count: usize) -> Result<Sample> {
        let seconds = self.started.elapsed().as_secs_f64();
        let cpu = server.family().cpu_seconds()? - self.cpu;
        let client = own_cpu_seconds() - self.client_cpu;
        let name = server.kind.name();
        eprintln!("  {name}: {count} in {seconds:.2} s, {cpu:.2} s of processor, {client:.2} s of the client's");
        Ok(Sample { value: count as f64 / seconds, cpu: Some(cpu / count as f64) })
    }
}

/// Does something `times` times: the median of how long it takes, in milliseconds, and the processor time of one.
pub(crate) async fn time(server: &Server, times: usize, mut what: impl AsyncFnMut() -> Result<()>) -> Result<Sample> {
    let before = server.family().thread_times()?;
    let mut taken = Vec::with_capacity(times);
    for _ in 0..times {
        let started = Instant::now();
        what().await?;
        taken.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    let cpu = server.family().seconds_since(&before)?;
    let value = crate::figures::median(&taken).unwrap_or_default();
    Ok(Sample { value, cpu: Some(cpu / times as f64) })
}
