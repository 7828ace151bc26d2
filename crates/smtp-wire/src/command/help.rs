//! `HELP` (RFC 5321 §4.1.1.8).

use crate::cursor::Cursor;

/// A question about the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// What it is about, such as a command; may be empty.
    pub topic: String,
}

impl Help {
    pub(super) fn text(&self) -> String {
        format!("HELP {}", self.topic).trim_end().to_owned()
    }
}

/// `"HELP" [ SP String ] CRLF`
pub(super) fn parse(arguments: Cursor<'_>) -> Help {
    Help { topic: arguments.rest().trim().to_owned() }
}
