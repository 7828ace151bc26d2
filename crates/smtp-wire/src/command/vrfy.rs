//! `VRFY` (RFC 5321 §4.1.1.6).

use super::SyntaxError;
use crate::cursor::Cursor;

/// Does this user or mailbox exist?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vrfy {
    /// The user or mailbox, in any form; with `SMTPUTF8` still behind it where the client said so (RFC 6531 §3.7.4.2).
    pub name: String,
}

impl Vrfy {
    pub(super) fn text(&self) -> String {
        format!("VRFY {}", self.name)
    }
}

/// `"VRFY" SP String CRLF`
pub(super) fn parse(arguments: Cursor<'_>) -> Result<Vrfy, SyntaxError> {
    let name = arguments.rest().trim();
    if name.is_empty() { Err(SyntaxError::Arguments) } else { Ok(Vrfy { name: name.to_owned() }) }
}
