use std::num::NonZeroU32;

use super::Rejected;
use crate::{Command, DateTime, Flag, Mailbox, Numbering, Secret, Tag};

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
    /// The head of an APPEND or REPLACE and of its first message. Call [`crate::Decoder::accept_literal`] or
    /// [`crate::Decoder::refuse_literal`]; until then there is no further event.
    AppendStart(AppendStart),
    /// A further message of the same APPEND (RFC 3502 §6.3.11). It too waits for a decision; a refusal is one of the
    /// whole command.
    AppendNext(AppendMessage),
    /// A part of the message that CATENATE names by its URL, as written (RFC 4469 §3). The next part or message, or
    /// the end, follows without a decision.
    AppendUrl(Vec<u8>),
    /// A part of the message that CATENATE gives as text (RFC 4469 §3). It waits for a decision as a message does.
    AppendText(LiteralInfo),
    /// More of the message, or of its part, never empty. The pieces together have exactly the announced length.
    AppendData(Vec<u8>),
    /// The APPEND is complete; only now may any of its messages be stored, and then all of them.
    AppendEnd,
    /// The accepted APPEND goes on as no APPEND does; drop all of its messages and send [`Rejected::encode`].
    AppendRejected(Rejected),
    /// The client's answer to a SASL challenge.
    AuthResponse(AuthResponse),
    /// The end of IDLE.
    IdleEnd(IdleEnd),
}

/// `APPEND` (RFC 9051 §6.3.12) or `REPLACE` (RFC 8508 §3) up to its first message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppendStart {
    /// Goes back with the completion response.
    pub tag: Tag,
    /// Where the messages shall go.
    pub mailbox: Mailbox,
    /// Which message of the selected mailbox goes when the new one comes; `None` for APPEND. REPLACE has one message.
    pub replaces: Option<Replaced>,
    /// The first message.
    pub message: AppendMessage,
}

/// The message that REPLACE replaces (RFC 8508 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// What `number` is.
    pub numbering: Numbering,
    /// Its number; `None` is `*`.
    pub number: Option<NonZeroU32>,
}

/// One message of an APPEND (RFC 3502 §6.3.11, ABNF `append-message`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppendMessage {
    /// Its flags; never [`Flag::Recent`].
    pub flags: Vec<Flag>,
    /// Its internal date; now, if `None`.
    pub internal_date: Option<DateTime>,
    /// What follows.
    pub content: AppendContent,
}

/// Where the octets of a message come from (RFC 9051 §9, ABNF `append-data`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppendContent {
    /// A literal.
    Literal(LiteralInfo),
    /// `UTF8 (~{n})`: a literal with UTF-8 in its headers (RFC 6855 §4).
    Utf8(LiteralInfo),
    /// `CATENATE (…)`: parts, each an event of its own; at least one (RFC 4469 §3).
    Catenate,
}

impl AppendContent {
    /// The literal that is the message, if it is one.
    pub fn literal(self) -> Option<LiteralInfo> {
        match self {
            AppendContent::Literal(literal) | AppendContent::Utf8(literal) => Some(literal),
            AppendContent::Catenate => None,
        }
    }
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
