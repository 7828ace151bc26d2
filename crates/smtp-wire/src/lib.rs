//! SMTP, LMTP and submission on the wire: commands, replies and framing, without any I/O.
//!
//! Bytes go into one of the decoders of [`framing`], which know where a line, a message or a chunk ends; a line goes
//! into [`Command::parse`]; a [`Reply`] comes out as bytes. What a command means, whether it is allowed now and who may
//! send it is decided by the server. There is no socket, clock, runtime, logger or DNS here, and no message parsing:
//! message content passes through as opaque bytes.

pub mod address;
pub mod command;
pub mod framing;
pub mod param;
pub mod reply;

mod cursor;

pub use address::{Domain, ForwardPath, Host, Literal, LocalPart, Mailbox, ReversePath};
pub use command::{Command, SyntaxError};
pub use framing::{BareEnding, ChunkDecoder, DataDecoder, LineDecoder, LineError, LineKind};
pub use reply::{EnhancedCode, Reply};
