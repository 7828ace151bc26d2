use std::fmt;

use crate::encode::{self, Code, Condition};
use crate::{MailboxError, Tag};

/// A command that the session never sees. Where its end is, is known, so the connection goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The command's tag, if it has one.
    pub tag: Option<Tag>,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a command; always the client's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The line does not begin with a tag and a space.
    NoTag,
    /// There is no such command.
    UnknownCommand,
    /// The arguments are not what the grammar says.
    Syntax {
        /// The command's name.
        command: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// The arguments are more than this server takes (RFC 5530 §3, LIMIT).
    Limit {
        /// The command's name.
        command: &'static str,
        /// What would be taken.
        allowed: &'static str,
    },
    /// An argument is not a mailbox name.
    Mailbox(MailboxError),
    /// `CREATE … (USE (…))` with a special use that is not known (RFC 6154 §3).
    UnknownUse,
    /// More than [`crate::Limits::line`].
    LineTooLong,
    /// More than [`crate::Limits::literal`], [`crate::Limits::literals`] or [`crate::Limits::non_synchronizing`].
    LiteralTooBig,
    /// The value of an annotation is larger than [`crate::Limits::literal`], which this is (RFC 5464 §4.3).
    AnnotationTooBig(u32),
}

impl Rejected {
    /// Writes the response: BAD, or NO for a mailbox or use that cannot be and for too much of something; untagged where there is no tag.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let (condition, code) = match self.reason {
            Reason::Mailbox(_) => (Condition::No, Some(Code::Cannot)),
            Reason::Limit { .. } => (Condition::No, Some(Code::Limit)),
            Reason::UnknownUse => (Condition::No, Some(Code::UseAttr)),
            Reason::AnnotationTooBig(most) => (Condition::No, Some(Code::MetadataMaxSize(most))),
            Reason::LiteralTooBig => (Condition::Bad, Some(Code::TooBig)),
            _ => (Condition::Bad, None),
        };
        let text = self.reason.to_string();
        match &self.tag {
            Some(tag) => encode::tagged(out, tag, condition, code, &text),
            None => encode::untagged(out, condition, code, &text),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NoTag => f.write_str("A command begins with a tag and a space"),
            Reason::UnknownCommand => f.write_str("Unknown command"),
            Reason::Syntax { command, expected } => write!(f, "{command}: expected {expected}"),
            Reason::Limit { command, allowed } => write!(f, "{command}: no more than {allowed}"),
            Reason::Mailbox(error) => error.fmt(f),
            Reason::UnknownUse => f.write_str("Unknown special use"),
            Reason::LineTooLong => f.write_str("Command line too long"),
            Reason::AnnotationTooBig(_) => f.write_str("The value of the annotation is too large"),
            Reason::LiteralTooBig => f.write_str("Literal too big"),
        }
    }
}
