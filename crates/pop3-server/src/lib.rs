//! POP3 sessions: what lies in the INBOX, as RFC 1939 shows it.
//!
//! [`serve`] runs one connection. It knows no TLS: after STLS it gives the stream back, so that the caller shakes hands and
//! serves it once more. A session holds the version of INBOX that was there when it logged in, and takes no lock: several
//! sessions may read one mailbox, also by IMAP. Deletions happen at QUIT, in one commit.
//!
//! Flags are not touched: POP3 knows no read messages, and a client that fetches everything has not read it.
//!
//! Not here: the grammar (`pop3-wire`), what a mailbox is (`mailbox`), who somebody is (`auth`), sockets and listeners.

mod command;
mod config;
mod connection;
mod context;
mod maildrop;
mod serve;
mod session;

pub use config::{Config, Limits, Timeouts};
pub use context::Context;
pub use serve::{Outcome, serve};
