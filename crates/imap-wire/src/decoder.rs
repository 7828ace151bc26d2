//! Framing: where commands end, how large they may be, and the literals in them (RFC 9051 §2.2, §4.3).
//!
//! Not here: the grammar of a command (see [`crate::decode`]), and what becomes of it.

mod event;
mod fatal;
mod limits;
mod rejected;

pub use event::{AppendStart, AuthResponse, Event, IdleEnd, LiteralInfo};
pub use fatal::Fatal;
pub use limits::Limits;
pub use rejected::{Reason, Rejected};

use crate::TextMode;

/// Turns a client's bytes into [`Event`]s.
///
/// Feed it with [`push`](Decoder::push) and call [`next_event`](Decoder::next_event) until it gives `None`; then read
/// more from the client. It parses one event at a time, so what is pipelined behind AUTHENTICATE, IDLE or STARTTLS is
/// read in the mode that the session sets after handling that command.
pub struct Decoder {
    limits: Limits,
    mode: TextMode,
    input: Vec<u8>,
}

impl Decoder {
    /// A decoder for a new connection.
    pub fn new(limits: Limits) -> Self {
        Decoder { limits, mode: TextMode::Ascii, input: Vec::new() }
    }

    /// Sets other limits from the next command on, as after authentication.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Says whether the client has enabled UTF-8; counts from the next command on.
    pub fn set_text_mode(&mut self, mode: TextMode) {
        self.mode = mode;
    }

    /// Adds bytes that came from the client. To bound memory, push no more before `next_event` has given `None`.
    pub fn push(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// The next event, or `None` if more bytes, or a decision about a literal, are needed for one.
    ///
    /// After a [`Fatal`] nothing more can be read: say BYE and close.
    pub fn next_event(&mut self) -> Result<Option<Event>, Fatal> {
        Ok(None)
    }

    /// Takes the message literal announced by [`Event::AppendStart`]. If it is synchronizing, send a continuation
    /// after this.
    pub fn accept_literal(&mut self) {}

    /// Refuses the message literal announced by [`Event::AppendStart`] and with it the command; answer it with NO or
    /// BAD. A synchronizing literal will not be sent; any other is read and dropped, up to [`Limits::discard`].
    pub fn refuse_literal(&mut self) {}

    /// Reads the next line as the client's answer to a SASL challenge. Call it before each challenge is sent, and
    /// wait for [`Event::AuthResponse`].
    pub fn expect_auth_response(&mut self) {}

    /// Reads the next line as the end of IDLE; wait for [`Event::IdleEnd`].
    pub fn expect_idle_done(&mut self) {}

    /// Takes the bytes that were pushed and not read yet: to be dropped before a TLS handshake (RFC 9051 §6.2.1),
    /// or to be decompressed.
    pub fn take_unread(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.input)
    }
}
