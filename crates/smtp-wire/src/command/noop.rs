//! `NOOP` (RFC 5321 §4.1.1.9).

use crate::cursor::Cursor;

/// Nothing to do, and a text that means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noop {
    /// Ignored.
    pub text: String,
}

impl Noop {
    pub(super) fn text(&self) -> String {
        format!("NOOP {}", self.text).trim_end().to_owned()
    }
}

/// `"NOOP" [ SP String ] CRLF`
pub(super) fn parse(arguments: Cursor<'_>) -> Noop {
    Noop { text: arguments.rest().trim().to_owned() }
}
