//! The servers that are measured: how each is started on a data folder of its own, asked and stopped.

mod cyrus;
mod dovecot;
mod ports;
mod posthouse;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

pub(crate) use cyrus::version as cyrus_version;
pub(crate) use dovecot::version as dovecot_version;
pub(crate) use ports::Ports;

use crate::process::Family;

/// The two accounts that all servers have.
pub(crate) const ACCOUNTS: [(&str, &str); 2] =
    [("alice@example.test", "alice-demo-password"), ("bob@example.test", "bob-demo-password")];

/// Further accounts, for load that comes in for many.
pub(crate) const MANY: usize = 32;
pub(crate) const MANY_PASSWORD: &str = "bench-demo-password";

/// The address of one of the many.
pub(crate) fn many_name(index: usize) -> String {
    format!("user{}@example.test", index % MANY)
}

const START_LIMIT: Duration = Duration::from_secs(120);

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Kind {
    Dovecot,
    Cyrus,
    Posthouse,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Dovecot, Self::Cyrus, Self::Posthouse];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dovecot => "Dovecot",
            Self::Cyrus => "Cyrus",
            Self::Posthouse => "Posthouse",
        }
    }

    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Dovecot => "dovecot",
            Self::Cyrus => "cyrus",
            Self::Posthouse => "posthouse",
        }
    }
}

/// Where the programs and the data folders are.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// The binary of Posthouse.
    pub(crate) posthouse: PathBuf,
    /// Where Cyrus's packages are unpacked.
    pub(crate) cyrus: PathBuf,
    /// Every data folder is made here, those of all servers on the same file system.
    pub(crate) data: PathBuf,
}

/// A server that runs. Dropping it ends it and all its processes.
pub(crate) struct Server {
    pub(crate) kind: Kind,
    pub(crate) ports: Ports,
    /// The data folder.
    pub(crate) folder: PathBuf,
    /// From starting the program to its IMAP greeting.
    pub(crate) to_greeting: Duration,
    /// When the program was started.
    pub(crate) started: Instant,
    child: Child,
    /// Holds what must be there as long as the server runs.
    keep: Option<tempfile::TempDir>,
    site: Site,
}

impl Server {
    /// Starts the server on `name`, a folder of its own under the site's, and waits for its greeting.
    pub(crate) async fn start(site: &Site, kind: Kind, name: &str) -> Result<Self> {
        let folder = site.data.join(name).join(kind.folder());
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Self::launch(kind, folder, site.clone()).await
    }

    async fn launch(kind: Kind, folder: PathBuf, site: Site) -> Result<Self> {
        let (mut command, ports, keep) = match kind {
            Kind::Dovecot => dovecot::command(&folder)?,
            Kind::Cyrus => cyrus::command(&site.cyrus, &folder)?,
            Kind::Posthouse => posthouse::command(&site.posthouse, &folder)?,
        };
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("cannot start {}", kind.name()))?;
        let to_greeting = Duration::ZERO;
        let mut server = Self { kind, ports, folder, to_greeting, started, child, keep, site };
        server.wait_for_greeting().await?;
        server.to_greeting = started.elapsed();
        Ok(server)
    }

    async fn wait_for_greeting(&mut self) -> Result<()> {
        while !greets(self.ports.imap).await {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended at once ({status}); its log is {}", self.kind.name(), self.log().display());
            }
            if self.started.elapsed() > START_LIMIT {
                bail!("{} does not greet; its log is {}", self.kind.name(), self.log().display());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    fn log(&self) -> PathBuf {
        log_beside(&self.folder)
    }

    /// Stops the server as its manager would, and starts it again on the same data.
    pub(crate) async fn restart(&mut self) -> Result<()> {
        self.end()?;
        let fresh = Self::launch(self.kind, self.folder.clone(), self.site.clone()).await?;
        *self = fresh;
        Ok(())
    }

    /// Makes the many accounts, where the server does not have them from its configuration.
    pub(crate) fn add_many(&self) -> Result<()> {
        for index in (0..MANY).filter(|_| self.kind == Kind::Posthouse) {
            posthouse::add_account(&self.site.posthouse, &self.folder, &many_name(index), MANY_PASSWORD)?;
        }
        Ok(())
    }

    pub(crate) fn family(&self) -> Family {
        Family(self.child.id())
    }

    /// Asks the server to stop, waits for it, and kills what is left.
    fn end(&mut self) -> Result<()> {
        let rest = self.family().members()?;
        signal(self.child.id(), Signal::TERM);
        let asked = Instant::now();
        while self.child.try_wait()?.is_none() {
            if asked.elapsed() > Duration::from_secs(30) {
                self.child.kill()?;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        for pid in rest.into_iter().skip(1) {
            signal(pid, Signal::TERM);
        }
        self.keep = None;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.end();
        }
    }
}

/// The log file of the server with this data folder: beside it, so that it does not count as data.
fn log_beside(folder: &Path) -> PathBuf {
    folder.with_extension("log")
}

/// A command that ends when this program does, whatever ends this program.
fn bound_to_us(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", "--"]).arg(program);
    command
}

async fn greets(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address).await else { return false };
    let mut first = [0; 4];
    stream.read_exact(&mut first).await.is_ok() && &first == b"* OK"
}

fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}
