use super::Rejected;
use crate::{Command, DateTime, Flag, Mailbox, Secret, Tag};

/// What the client's bytes amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A whole command.
    Command(Command),
    /// A command that is no command, or too large; send [`Rejected::encode`]. The session goes on.
    Rejected(Rejected),
    /// The client waits for a continuation before it sends a literal that belongs to a command's arguments
    /// (RFC 9051 §7.6). Send one now.
    ContinuationNeeded,
    /// The head of an APPEND. Call [`crate::Decoder::accept_literal`] or [`crate::Decoder::refuse_literal`]; until
    /// then there is no further event.
    AppendStart(AppendStart),
    /// More of the message, never empty. The pieces together have exactly the announced length.
    AppendData(Vec<u8>),
    /// The APPEND is complete; only now may the message be stored.
    AppendEnd,
    /// The accepted APPEND ended in something that is not its end; drop the message and send [`Rejected::encode`].
    AppendRejected(Rejected),
    /// The client's answer to a SASL challenge.
    AuthResponse(AuthResponse),
    /// The end of IDLE.
    IdleEnd(IdleEnd),
}

/// `APPEND` up to its message (RFC 9051 §6.3.12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppendStart {
    /// Goes back with the completion response.
    pub tag: Tag,
    /// Where the message shall go.
    pub mailbox: Mailbox,
    /// Its flags; never [`Flag::Recent`].
    pub flags: Vec<Flag>,
    /// Its internal date; now, if `None`.
    pub internal_date: Option<DateTime>,
    /// What follows.
    pub literal: LiteralInfo,
}

/// What a literal says of itself before its octets come (RFC 9051 §4.3, ABNF `literal` and `literal8`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiteralInfo {
    /// Its length in octets. An APPEND of 0 octets is the client's way to give up (RFC 3502 §6.3.11).
    pub size: u64,
    /// Whether the client waits for a continuation; not with `{n+}` (RFC 7888 §3).
    pub synchronizing: bool,
    /// Whether it was announced as `~{n}` and may hold NUL (RFC 3516 §4.4).
    pub binary: bool,
}

/// The client's line after a SASL challenge (RFC 9051 §6.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthResponse {
    /// The response, decoded from base64; may be empty.
    Data(Secret),
    /// `*`: the client gives up; answer the command with BAD.
    Cancelled,
    /// Neither base64 nor `*`; answer the command with BAD.
    Invalid,
}

/// How IDLE ended (RFC 2177 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdleEnd {
    /// `DONE`; answer the IDLE command with OK.
    Done,
    /// Some other line, which is lost; answer the IDLE command with BAD.
    Garbage,
}
