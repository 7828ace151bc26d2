//! IMAP sessions: a client's commands become operations on its account, and what happens there becomes responses.
//!
//! [`serve`] runs one connection. It knows no TLS: after STARTTLS it gives the stream back, so that the caller shakes
//! hands and serves it once more. A session is a cursor: it holds the version of the mailbox that its client has seen,
//! and tells the difference to the newest one where the protocol allows it.
//!
//! Not here: the grammar (`imap-wire`), what a mailbox is (`mailbox`), who somebody is (`auth`), sockets and listeners.

mod answer;
mod capability;
mod command;
mod config;
mod context;
mod convert;
mod deflate;
mod enabled;
mod end;
mod error;
mod feed;
mod fetch;
mod filters;
mod flag_text;
mod identifier;
mod input;
mod listing;
mod message_limit;
mod messages;
mod metadata;
mod normalized;
mod notify;
mod object_id;
mod others;
mod output;
mod place;
mod query;
mod relevancy;
mod results;
mod resync;
mod rights;
mod serve;
mod session;
mod sorted;
mod sources;
mod state;
mod switches;
mod sync;
mod tally;
mod uid_only;
mod unsupported;
mod updates;
mod url;
mod url_auth;
mod view;

pub use config::{Config, Limits, Timeouts};
pub use context::Context;
pub use place::namespace_of;
pub use serve::{Outcome, serve};
pub use switches::Off;
