use std::fmt;

/// Why the connection cannot go on: where the next command begins is not known or not worth finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fatal {
    /// More octets would have to be dropped than [`crate::Limits::discard`].
    TooMuchToDiscard,
}

impl fmt::Display for Fatal {
    /// The text for the BYE response.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fatal::TooMuchToDiscard => "Too much data after a refused command",
        })
    }
}

impl std::error::Error for Fatal {}
