//! What can be wrong with a command line, and the reply to it.

use crate::reply::{EnhancedCode, Reply};

/// Why a line is not a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// The line is not UTF-8 text, or holds control characters.
    NotText,
    /// There is no such command.
    Unknown,
    /// The arguments do not fit the command.
    Arguments,
    /// The path of MAIL is not one.
    ReversePath,
    /// The path of RCPT is not one.
    ForwardPath,
    /// An address is not ASCII and the command did not say SMTPUTF8.
    NeedsSmtpUtf8,
    /// A parameter that no announced extension defines.
    UnknownParameter,
    /// A known parameter with a wrong value, or given twice.
    ParameterValue,
    /// The length of a chunk cannot be told. What follows may be the chunk, so that nothing behind it may be read as a
    /// command: close the connection.
    ChunkSize,
    /// Base64 that is none.
    Base64,
}

impl SyntaxError {
    /// Whether it is unknown where the next command begins.
    #[must_use]
    pub fn is_fatal(self) -> bool {
        self == Self::ChunkSize
    }

    /// The reply: codes from RFC 5321 §4.2.3, enhanced codes from RFC 3463 §3, RFC 6531 §3.5 and RFC 4954 §4.
    #[must_use]
    pub fn reply(self) -> Reply {
        let (code, (subject, detail), text) = match self {
            Self::NotText => (500, (5, 2), "The line is not text"),
            Self::Unknown => (500, (5, 1), "Command not recognized"),
            Self::Arguments => (501, (5, 4), "Syntax error in arguments"),
            Self::ReversePath => (501, (1, 7), "Bad sender address syntax"),
            Self::ForwardPath => (501, (1, 3), "Bad recipient address syntax"),
            Self::NeedsSmtpUtf8 => (553, (6, 7), "The address needs SMTPUTF8"),
            Self::UnknownParameter => (555, (5, 4), "Parameter not recognized"),
            Self::ParameterValue => (501, (5, 4), "Bad parameter value"),
            Self::ChunkSize => (501, (5, 4), "Bad chunk size, closing connection"),
            Self::Base64 => (501, (5, 2), "Bad base64"),
        };
        Reply::new(code, EnhancedCode::new(5, subject, detail), text)
    }
}
