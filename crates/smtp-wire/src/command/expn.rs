//! `EXPN` (RFC 5321 §4.1.1.7).

use super::SyntaxError;
use crate::cursor::Cursor;

/// Who is on this list?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expn {
    /// The mailing list, in any form.
    pub list: String,
}

impl Expn {
    pub(super) fn text(&self) -> String {
        format!("EXPN {}", self.list)
    }
}

/// `"EXPN" SP String CRLF`
pub(super) fn parse(arguments: Cursor<'_>) -> Result<Expn, SyntaxError> {
    let list = arguments.rest().trim();
    if list.is_empty() { Err(SyntaxError::Arguments) } else { Ok(Expn { list: list.to_owned() }) }
}
