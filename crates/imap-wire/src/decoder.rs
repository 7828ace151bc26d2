//! Framing: where commands end, how large they may be, and the literals in them (RFC 9051 §2.2, §4.3).
//!
//! Not here: the grammar of a command (see [`crate::decode`]), and what becomes of it.

mod append;
mod argument;
mod event;
mod fatal;
mod input;
mod limits;
mod line;
mod literal;
mod rejected;
mod reply;
mod skip;

pub use event::{AppendContent, AppendMessage, AppendStart, AuthResponse, Event, IdleEnd, LiteralInfo, Replaced};
pub use fatal::Fatal;
pub use limits::Limits;
pub use rejected::{Reason, Rejected};

use crate::TextMode;
use append::Append;
use input::Input;

/// Turns a client's bytes into [`Event`]s.
///
/// Feed it with [`push`](Decoder::push) and call [`next_event`](Decoder::next_event) until it gives `None`; then read
/// more from the client. It parses one event at a time, so what is pipelined behind AUTHENTICATE, IDLE or STARTTLS is
/// read in the mode that the session sets after handling that command.
///
/// ```
/// use posthouse_imap_wire::{CommandBody, Decoder, Event, Limits};
///
/// let mut decoder = Decoder::new(Limits::NOT_AUTHENTICATED);
/// decoder.push(b"a1 noop\r\na2 LOG");
/// let Ok(Some(Event::Command(command))) = decoder.next_event() else { panic!() };
/// assert_eq!(command.body, CommandBody::Noop);
/// assert_eq!(decoder.next_event(), Ok(None));
/// ```
pub struct Decoder {
    limits: Limits,
    mode: TextMode,
    input: Input,
    /// The command so far, with its literals and their announcements.
    command: Vec<u8>,
    /// How much of `command` came in lines.
    line_octets: usize,
    /// How much of `command` came in literals.
    literal_octets: u64,
    /// The APPEND or REPLACE whose messages are coming.
    append: Option<Box<Append>>,
    state: State,
}

/// What the next bytes are.
#[derive(Debug)]
enum State {
    /// A line of a command: its first, or the one after a literal.
    Line,
    /// A literal that belongs to the command's arguments.
    Argument { left: u64 },
    /// What was read of an APPEND and not told yet, then its next line.
    Append,
    /// Not known before the session has decided on what was told of an APPEND: then its literal, if it has one.
    Undecided { literal: Option<LiteralInfo> },
    /// A message of an APPEND, or a part of it.
    Message { left: u64 },
    /// A literal of a refused command.
    SkipLiteral { left: u64, skipped: u64 },
    /// A line of a refused command.
    SkipLine { skipped: u64 },
    /// The answer to a SASL challenge.
    AuthResponse,
    /// The end of IDLE.
    Idle,
}

/// How far one step got.
enum Step {
    Event(Event),
    Again,
    NeedMore,
}

impl Decoder {
    /// A decoder for a new connection.
    pub fn new(limits: Limits) -> Self {
        Decoder {
            limits,
            mode: TextMode::Ascii,
            input: Input::default(),
            command: Vec::new(),
            line_octets: 0,
            literal_octets: 0,
            append: None,
            state: State::Line,
        }
    }

    /// Sets other limits, as after authentication. Call it between commands.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Says whether the client has enabled UTF-8. Call it between commands.
    pub fn set_text_mode(&mut self, mode: TextMode) {
        self.mode = mode;
    }

    /// Adds bytes that came from the client. To bound memory, push no more before `next_event` has given `None`.
    pub fn push(&mut self, bytes: &[u8]) {
        self.input.push(bytes);
    }

    /// The next event, or `None` if more bytes, or a decision about a literal, are needed for one.
    ///
    /// After a [`Fatal`] nothing more can be read: say BYE and close.
    pub fn next_event(&mut self) -> Result<Option<Event>, Fatal> {
        loop {
            match self.step()? {
                Step::Event(event) => return Ok(Some(event)),
                Step::Again => {}
                Step::NeedMore => {
                    self.input.release();
                    return Ok(None);
                }
            }
        }
    }

    fn step(&mut self) -> Result<Step, Fatal> {
        match &self.state {
            State::Line => Ok(self.step_line()),
            State::Argument { left } => Ok(self.step_argument(*left)),
            State::Undecided { .. } => Ok(Step::NeedMore),
            State::Append => Ok(self.step_append()),
            State::Message { left } => Ok(self.step_message(*left)),
            State::SkipLiteral { left, skipped } => self.skip_literal(*left, *skipped),
            State::SkipLine { skipped } => self.skip_line(*skipped),
            State::AuthResponse => Ok(self.step_auth_response()),
            State::Idle => Ok(self.step_idle()),
        }
    }

    /// Reads the next line as the client's answer to a SASL challenge. Call it before each challenge is sent, and
    /// wait for [`Event::AuthResponse`].
    pub fn expect_auth_response(&mut self) {
        self.state = State::AuthResponse;
    }

    /// Reads the next line as the end of IDLE; wait for [`Event::IdleEnd`].
    pub fn expect_idle_done(&mut self) {
        self.state = State::Idle;
    }

    /// Takes the bytes that were pushed and not read yet: to be dropped before a TLS handshake (RFC 9051 §6.2.1),
    /// or to be decompressed (RFC 4978 §3).
    pub fn take_unread(&mut self) -> Vec<u8> {
        self.input.take_owned(u64::MAX)
    }

    /// Goes on with a new command.
    fn begin_command(&mut self) {
        input::release(&mut self.command);
        self.line_octets = 0;
        self.literal_octets = 0;
        self.append = None;
        self.state = State::Line;
    }
}

#[cfg(test)]
mod tests;
