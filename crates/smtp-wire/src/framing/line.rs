//! Command lines and lines of an authentication exchange.

use memchr::memchr2;

use super::BareEnding;

/// The longest command line, in octets with its CRLF.
///
/// RFC 5321 §4.5.3.1.4 asks for 512. Extensions add to MAIL: SIZE 26 (RFC 1870 §3), BODY 17 (RFC 6152 §2, RFC 3030 §2),
/// SMTPUTF8 10 (RFC 6531 §3.1), RET and ENVID 135 (RFC 3461 §4.4), AUTH 500 (RFC 4954 §3); and to RCPT: NOTIFY and
/// ORCPT 528 (RFC 3461 §4.1). Their sum, rounded up.
pub const COMMAND_LINE_MAX: usize = 2048;

/// The longest AUTH command and the longest line of its exchange, in octets with CRLF (RFC 4954 §4).
pub const EXCHANGE_LINE_MAX: usize = 12_288;

/// Which limit holds for the next line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A command: [`COMMAND_LINE_MAX`], or [`EXCHANGE_LINE_MAX`] if it is AUTH.
    Command,
    /// A response in an authentication exchange: [`EXCHANGE_LINE_MAX`].
    Exchange,
}

/// Why there is no line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineError {
    /// The line was longer than its limit. It has been skipped to its end; the next line can be read.
    TooLong,
    /// A line ending that is not CRLF. Where the next command begins is a matter of opinion now, so that
    /// nothing behind it may be read as a command: close the connection.
    Bare(BareEnding),
}

/// What one call of [`LineDecoder::decode`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineStep {
    /// How many octets of the input are used up; the rest belongs to the next step.
    pub consumed: usize,
    /// The line without its CRLF, once it is complete.
    pub line: Option<Result<Vec<u8>, LineError>>,
}

/// Cuts the stream into lines. Holds at most one line within its limit.
#[derive(Debug, Default)]
pub struct LineDecoder {
    line: Vec<u8>,
    after_cr: bool,
    too_long: bool,
}

impl LineDecoder {
    /// A decoder at the start of a line.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a part of a line is held back.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.after_cr || self.too_long || !self.line.is_empty()
    }

    /// Reads on until a line is complete or the input is used up.
    #[must_use]
    pub fn decode(&mut self, input: &[u8], kind: LineKind) -> LineStep {
        if self.after_cr && !input.is_empty() {
            return self.after_cr(input);
        }
        let Some(at) = memchr2(b'\r', b'\n', input) else {
            self.keep(input, kind);
            return LineStep { consumed: input.len(), line: None };
        };
        let (text, ending) = input.split_at(at);
        self.keep(text, kind);
        if ending.first() == Some(&b'\n') {
            return self.bare(at + 1, BareEnding::Lf);
        }
        self.after_cr = true;
        let mut step = self.after_cr(ending.get(1..).unwrap_or_default());
        step.consumed += at + 1;
        step
    }

    fn after_cr(&mut self, input: &[u8]) -> LineStep {
        match input.first() {
            None => LineStep { consumed: 0, line: None },
            Some(b'\n') => LineStep { consumed: 1, line: Some(self.complete()) },
            Some(_) => self.bare(0, BareEnding::Cr),
        }
    }

    fn complete(&mut self) -> Result<Vec<u8>, LineError> {
        let done = std::mem::take(self);
        if done.too_long { Err(LineError::TooLong) } else { Ok(done.line) }
    }

    fn bare(&mut self, consumed: usize, ending: BareEnding) -> LineStep {
        *self = Self::default();
        LineStep { consumed, line: Some(Err(LineError::Bare(ending))) }
    }

    /// Adds text to the line, or gives the line up when it no longer fits.
    fn keep(&mut self, text: &[u8], kind: LineKind) {
        let limit = self.limit(text, kind) - b"\r\n".len();
        if self.too_long || self.line.len() + text.len() > limit {
            self.too_long = true;
            self.line = Vec::new();
            return;
        }
        self.line.extend_from_slice(text);
    }

    fn limit(&self, text: &[u8], kind: LineKind) -> usize {
        let verb = self.line.iter().chain(text).take(b"AUTH ".len()).map(u8::to_ascii_uppercase);
        let is_exchange = kind == LineKind::Exchange || verb.eq(*b"AUTH ");
        if is_exchange { EXCHANGE_LINE_MAX } else { COMMAND_LINE_MAX }
    }
}
