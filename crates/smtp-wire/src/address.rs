//! Addresses of the envelope (RFC 5321 §4.1.2, §4.1.3, RFC 6531 §3.3).
//!
//! A parsed address holds what it means, not how it was written: quoting is gone and comes back where it is needed.
//! Whether a domain is ours and a mailbox exists is not known here. Addresses of header fields (RFC 5322) have another
//! grammar and live elsewhere.

mod domain;
pub(crate) mod host;
mod local_part;
pub(crate) mod path;

use std::fmt;

pub use domain::Domain;
pub use host::{Host, Literal};
pub use local_part::LocalPart;
pub use path::{ForwardPath, ReversePath};

use crate::cursor::Cursor;

/// `local-part@domain` or `local-part@[literal]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mailbox {
    /// Who, in the terms of `host`.
    pub local_part: LocalPart,
    /// Where.
    pub host: Host,
}

impl Mailbox {
    /// Parses a mailbox that stands alone, as in VRFY.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text);
        parse_mailbox(&mut cursor).filter(|_| cursor.is_end())
    }

    /// Whether the address can be used without SMTPUTF8 (RFC 6531 §3.3).
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.local_part.as_str().is_ascii() && self.host.is_ascii()
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local_part, self.host)
    }
}

/// `Mailbox = Local-part "@" ( Domain / address-literal )`
pub(crate) fn parse_mailbox(cursor: &mut Cursor<'_>) -> Option<Mailbox> {
    let local_part = local_part::parse(cursor)?;
    cursor.take('@')?;
    Some(Mailbox { local_part, host: host::parse(cursor)? })
}

#[cfg(test)]
pub(crate) mod tests;
