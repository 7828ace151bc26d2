//! The server's side of the IMAP wire: bytes into typed commands, typed responses into bytes.
//!
//! * [`Decoder`] is fed with bytes as they come and yields [`Event`]s: whole commands, the pieces of a streamed
//!   APPEND, the answers to AUTHENTICATE and IDLE, and what to reject. Framing (lines, literals, limits) happens
//!   before grammar.
//! * [`command`] holds what a client may ask, [`table`] what each command needs from the session.
//! * [`encode`] holds what a server may answer; every encoder appends to a `Vec<u8>` and borrows what it writes.
//!
//! The grammar is the union of RFC 3501 and RFC 9051 with the extensions named in `docs/rfc-status.tsv`; what a
//! session announces and allows is its own decision.
//!
//! Not here: sockets, clocks, tasks, logging, mailboxes, message parsing, charset conversion.

pub mod command;
pub mod decode;
pub mod decoder;
pub mod encode;
pub mod table;
pub mod types;

pub use command::{Command, CommandBody};
pub use decoder::{AppendContent, AppendMessage, AppendStart, Replaced};
pub use decoder::{AuthResponse, Decoder, Event, Fatal, IdleEnd, Limits, LiteralInfo, Reason, Rejected};
pub use types::*;
