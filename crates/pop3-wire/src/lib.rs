//! POP3 on the wire (RFC 1939, RFC 2449, RFC 5034, RFC 6856), the server's side: octets become commands, replies and
//! messages become octets.
//!
//! There is no socket, clock, mailbox or runtime here, and no opinion on which command is allowed when.

mod command;
mod line;
mod reply;
mod secret;
mod stuffing;

pub use command::{Command, CommandError, MessageNumber};
pub use line::{COMMAND_LINE_MAX, EXCHANGE_LINE_MAX, Line, LineDecoder};
pub use reply::{Code, END, err, err_with, ok};
pub use secret::Secret;
pub use stuffing::DotStuffer;
