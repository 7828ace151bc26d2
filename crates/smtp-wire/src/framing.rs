//! Where a line, a message and a chunk end.
//!
//! Only `CRLF` ends a line and only `CRLF.CRLF` ends a message (RFC 5321 §2.3.8, §4.1.1.4). Anything that another
//! program might take for such an end, but is not, is reported and never acted on: that is what SMTP smuggling
//! (CVE-2023-51764 and its kin) lives on.

mod chunk;
mod data;
mod line;

pub use chunk::{ChunkDecoder, LineEndings};
pub use data::{DataDecoder, DataStep};
pub use line::{COMMAND_LINE_MAX, EXCHANGE_LINE_MAX, LineDecoder, LineError, LineKind, LineStep};

/// A carriage return or a line feed that is not part of a `CRLF` (RFC 5321 §2.3.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BareEnding {
    /// A carriage return without a line feed behind it.
    Cr,
    /// A line feed without a carriage return before it.
    Lf,
}

impl BareEnding {
    /// How the character is called in a reply text.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cr => "bare <CR>",
            Self::Lf => "bare <LF>",
        }
    }
}

#[cfg(test)]
mod tests;
