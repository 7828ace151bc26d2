//! Replies and their bytes (RFC 5321 §4.2).

mod enhanced;

use std::borrow::Cow;

pub use enhanced::EnhancedCode;

/// The longest reply line, in octets with its CRLF (RFC 5321 §4.5.3.1.5).
pub const REPLY_LINE_MAX: usize = 512;

/// One reply: a code and one or more lines of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    enhanced: Option<EnhancedCode>,
    lines: Vec<Cow<'static, str>>,
}

impl Reply {
    /// A reply of one line. The class of `enhanced` is the first digit of `code` (RFC 2034 §4).
    #[must_use]
    pub fn new(code: u16, enhanced: EnhancedCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, enhanced: Some(enhanced), lines: vec![text.into()] }
    }

    /// A reply without an enhanced code: the greeting, replies to EHLO, and codes 3xx (RFC 2034 §4).
    #[must_use]
    pub fn plain(code: u16, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, enhanced: None, lines: vec![text.into()] }
    }

    /// The same reply with one more line.
    #[must_use]
    pub fn line(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.lines.push(text.into());
        self
    }

    /// The three digits.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.code
    }

    /// Whether the command was carried out or may go on (2xx, 3xx).
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.code < 400
    }

    /// Appends the bytes of the reply to `out`.
    ///
    /// Whatever the texts hold, each becomes exactly one line of at most [`REPLY_LINE_MAX`] octets of printable ASCII:
    /// text that a client brought in cannot forge a reply.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let last = self.lines.len().saturating_sub(1);
        for (number, text) in self.lines.iter().enumerate() {
            let separator = if number == last { ' ' } else { '-' };
            self.encode_line(separator, text, out);
        }
    }

    fn encode_line(&self, separator: char, text: &str, out: &mut Vec<u8>) {
        let mut line = format!("{:03}{separator}", self.code);
        if let Some(enhanced) = self.enhanced {
            line.push_str(&format!("{enhanced} "));
        }
        line.extend(text.chars().map(printable).take(REPLY_LINE_MAX - line.len() - b"\r\n".len()));
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
}

/// `textstring = 1*(%d09 / %d32-126)` (RFC 5321 §4.2); UTF-8 would need a client that asked for it (RFC 6531 §3.7.4.2).
fn printable(c: char) -> char {
    if c == '\t' || c == ' ' || c.is_ascii_graphic() { c } else { '?' }
}

#[cfg(test)]
mod tests;
