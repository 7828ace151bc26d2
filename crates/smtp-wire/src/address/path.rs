//! Paths: an address in angle brackets.

use std::fmt;

use super::{Mailbox, domain, parse_mailbox};
use crate::cursor::Cursor;

/// Whom to tell when a message cannot be delivered (RFC 5321 §4.1.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ReversePath {
    /// `<>`: nobody; the message is itself a notification (RFC 5321 §4.5.5).
    Null,
    /// This mailbox.
    Mailbox(Mailbox),
}

/// Where a message goes to (RFC 5321 §4.1.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ForwardPath {
    /// `<Postmaster>`, without a domain: the postmaster of this server.
    Postmaster,
    /// This mailbox.
    Mailbox(Mailbox),
}

impl ReversePath {
    /// The mailbox, if there is one.
    #[must_use]
    pub fn mailbox(&self) -> Option<&Mailbox> {
        match self {
            Self::Null => None,
            Self::Mailbox(mailbox) => Some(mailbox),
        }
    }

    /// Whether the path can be used without SMTPUTF8.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.mailbox().is_none_or(Mailbox::is_ascii)
    }
}

impl ForwardPath {
    /// Whether the path can be used without SMTPUTF8.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        match self {
            Self::Postmaster => true,
            Self::Mailbox(mailbox) => mailbox.is_ascii(),
        }
    }
}

impl fmt::Display for ReversePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("<>"),
            Self::Mailbox(mailbox) => write!(f, "<{mailbox}>"),
        }
    }
}

impl fmt::Display for ForwardPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postmaster => f.write_str("<Postmaster>"),
            Self::Mailbox(mailbox) => write!(f, "<{mailbox}>"),
        }
    }
}

/// `Reverse-path = Path / "<>"`
pub(crate) fn reverse_path(cursor: &mut Cursor<'_>) -> Option<ReversePath> {
    if cursor.take_word("<>").is_some() {
        return Some(ReversePath::Null);
    }
    path(cursor).map(ReversePath::Mailbox)
}

/// `"<Postmaster>" / Forward-path`
pub(crate) fn forward_path(cursor: &mut Cursor<'_>) -> Option<ForwardPath> {
    if cursor.take_word("<postmaster>").is_some() {
        return Some(ForwardPath::Postmaster);
    }
    path(cursor).map(ForwardPath::Mailbox)
}

/// `Path = "<" [ A-d-l ":" ] Mailbox ">"`. The source route is dropped (RFC 5321 §3.3, appendix C): it names hosts that
/// somebody else would like this server to relay through.
fn path(cursor: &mut Cursor<'_>) -> Option<Mailbox> {
    cursor.take('<')?;
    if cursor.starts_with('@') {
        source_route(cursor)?;
    }
    let mailbox = parse_mailbox(cursor)?;
    cursor.take('>')?;
    Some(mailbox)
}

/// `A-d-l ":"`, with `A-d-l = At-domain *( "," At-domain )`
fn source_route(cursor: &mut Cursor<'_>) -> Option<()> {
    loop {
        cursor.take('@')?;
        domain::parse(cursor)?;
        if cursor.take(',').is_none() {
            return cursor.take(':');
        }
    }
}
