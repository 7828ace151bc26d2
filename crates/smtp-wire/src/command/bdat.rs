//! `BDAT` (RFC 3030 §2).

use super::SyntaxError;
use crate::cursor::Cursor;

/// A chunk of the message follows behind the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bdat {
    /// The length of the chunk, in octets.
    pub size: u64,
    /// Whether the message ends with it.
    pub last: bool,
}

impl Bdat {
    pub(super) fn text(self) -> String {
        let last = if self.last { " LAST" } else { "" };
        format!("BDAT {}{last}", self.size)
    }
}

/// `bdat-cmd ::= "BDAT" SP chunk-size [ SP end-marker ] CR LF`
pub(super) fn parse(mut arguments: Cursor<'_>) -> Result<Bdat, SyntaxError> {
    let digits = arguments.take_some(|c| c.is_ascii_digit()).ok_or(SyntaxError::ChunkSize)?;
    let size = digits.parse().map_err(|_| SyntaxError::ChunkSize)?;
    let last = arguments.take_word(" LAST").is_some();
    if arguments.is_end() { Ok(Bdat { size, last }) } else { Err(SyntaxError::ChunkSize) }
}
