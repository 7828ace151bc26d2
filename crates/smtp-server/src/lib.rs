//! SMTP, submission and LMTP sessions: a client's mail becomes messages in local mailboxes.
//!
//! [`serve`] runs one connection, in one of three [`Role`]s. It knows no TLS: after STARTTLS it gives the stream back, so
//! that the caller shakes hands and serves it once more. Message content goes straight into the store as it arrives;
//! a positive reply is sent when it is durable and delivered.
//!
//! Not here: the grammar and framing (`smtp-wire`), where messages are kept (`mailbox`), how they reach mailboxes
//! (`delivery`), who somebody is (`auth`) and whose an address is (`directory`), sockets and listeners.

mod answer;
mod command;
mod config;
mod connection;
mod context;
mod message;
mod serve;
mod session;

pub use config::{Config, Limits, Role, Timeouts};
pub use context::Context;
pub use serve::{Outcome, serve};
