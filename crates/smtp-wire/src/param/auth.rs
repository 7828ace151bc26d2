//! AUTH, the parameter of MAIL.

use std::fmt;

use super::xtext;

/// Who submitted the message, in the words of the client (RFC 4954 §5). Not a thing to believe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmittedBy {
    /// `<>`: not known, or not trusted.
    Unknown,
    /// A mailbox, decoded.
    Mailbox(String),
}

impl SubmittedBy {
    /// `auth-param = "AUTH=" xtext`, whose text is a mailbox or `<>` (RFC 4954 §5)
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let decoded = xtext::decode(text)?;
        if decoded == "<>" {
            return Some(Self::Unknown);
        }
        let is_mailbox = !decoded.is_empty() && !decoded.contains(char::is_control);
        is_mailbox.then_some(Self::Mailbox(decoded))
    }
}

impl fmt::Display for SubmittedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("<>"),
            Self::Mailbox(mailbox) => f.write_str(&xtext::encode(mailbox)),
        }
    }
}
