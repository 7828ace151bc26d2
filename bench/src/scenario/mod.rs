//! What is measured: one file for each scenario.

mod append;
mod disk;
mod large;
mod latency;
mod lmtp;
mod login;
mod mailbox;
mod memory;
mod million;

use anyhow::Result;

use crate::client::Imap;
use crate::lab::Lab;
use crate::server::{ACCOUNTS, Server};

/// The size of the messages of most scenarios.
const TEN_KB: usize = 10 * 1024;

/// A scenario, by the name it has on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Scenario {
    /// Delivery by LMTP.
    Lmtp,
    /// APPEND.
    Append,
    /// Commands on a mailbox of 100,000 messages.
    Mailbox,
    /// Logins.
    Login,
    /// Memory of idle sessions.
    Memory,
    /// Disk space of messages.
    Disk,
    /// Peak memory of a message of 50 MB.
    Large,
    /// From a change to another session's IDLE.
    Latency,
    /// Start with a million messages stored.
    Million,
}

impl Scenario {
    /// All that take seconds to prepare, not minutes.
    pub(crate) const USUAL: [Self; 8] =
        [Self::Lmtp, Self::Append, Self::Mailbox, Self::Login, Self::Memory, Self::Disk, Self::Large, Self::Latency];

    pub(crate) async fn run(self, lab: &mut Lab) -> Result<()> {
        match self {
            Self::Lmtp => lmtp::run(lab).await,
            Self::Append => append::run(lab).await,
            Self::Mailbox => mailbox::run(lab).await,
            Self::Login => login::run(lab).await,
            Self::Memory => memory::run(lab).await,
            Self::Disk => disk::run(lab).await,
            Self::Large => large::run(lab).await,
            Self::Latency => latency::run(lab).await,
            Self::Million => million::run(lab).await,
        }
    }
}

/// The account that the `index`-th connection uses: they take turns.
fn account(index: usize) -> (&'static str, &'static str) {
    if index.is_multiple_of(2) { ACCOUNTS[0] } else { ACCOUNTS[1] }
}

/// A connection that has logged in.
async fn session(server: &Server, index: usize) -> Result<Imap> {
    let mut imap = Imap::connect(server.ports.imap).await?;
    imap.login(account(index)).await?;
    Ok(imap)
}
