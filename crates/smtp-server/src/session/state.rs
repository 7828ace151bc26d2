//! How far a conversation has come. Each state owns what it needs: there is no envelope before MAIL.

use std::collections::HashSet;

use posthouse_mailbox::AccountId;
use posthouse_smtp_wire::command::{HelloName, Mail, Rcpt};
use posthouse_smtp_wire::framing::LineEndings;

use crate::message::Reception;

/// How far a conversation has come.
#[derive(Default)]
pub(crate) enum State {
    /// Nothing was said yet (RFC 5321 §4.1.4: EHLO or HELO comes first).
    #[default]
    Fresh,
    /// The client has introduced itself.
    Greeted(Greeting),
    /// Between MAIL and the end of the message.
    Mailing(Greeting, Box<Transaction>),
}

/// How the client introduced itself.
#[derive(Clone, Debug)]
pub(crate) struct Greeting {
    pub(crate) name: HelloName,
    /// Whether by EHLO or LHLO, so that it knows of extensions.
    pub(crate) extended: bool,
}

/// A mail transaction (RFC 5321 §3.3).
pub(crate) struct Transaction {
    pub(crate) mail: Mail,
    pub(crate) recipients: Vec<Recipient>,
    /// The accounts of all recipients.
    pub(crate) accounts: HashSet<AccountId>,
    pub(crate) content: Content,
}

/// A recipient that was accepted. What the client asked for in notifications is kept with it (RFC 3461 §5.2).
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    pub(crate) rcpt: Rcpt,
    /// Whose mailboxes it stands for; at least one.
    pub(crate) accounts: Vec<AccountId>,
}

/// How much of the message has come.
pub(crate) enum Content {
    /// Nothing.
    Awaited,
    /// One chunk or more (RFC 3030 §2).
    Chunks(Box<Chunks>),
}

/// A message that comes in chunks.
pub(crate) struct Chunks {
    pub(crate) reception: Reception,
    /// Watches the line endings, unless the content is BINARYMIME.
    pub(crate) endings: Option<LineEndings>,
}

impl State {
    pub(crate) fn transaction(&self) -> Option<&Transaction> {
        match self {
            Self::Mailing(_, transaction) => Some(transaction),
            Self::Fresh | Self::Greeted(_) => None,
        }
    }

    pub(crate) fn transaction_mut(&mut self) -> Option<&mut Transaction> {
        match self {
            Self::Mailing(_, transaction) => Some(transaction),
            Self::Fresh | Self::Greeted(_) => None,
        }
    }

    /// Begins a transaction; a client that has not introduced itself has none.
    pub(crate) fn begin(&mut self, mail: Mail) {
        let transaction =
            Transaction { mail, recipients: Vec::new(), accounts: HashSet::new(), content: Content::Awaited };
        *self = match std::mem::take(self) {
            Self::Greeted(greeting) | Self::Mailing(greeting, _) => Self::Mailing(greeting, Box::new(transaction)),
            Self::Fresh => Self::Fresh,
        };
    }

    /// Ends the transaction, if there is one, and gives it away.
    pub(crate) fn end(&mut self) -> Option<(Greeting, Box<Transaction>)> {
        match std::mem::take(self) {
            Self::Mailing(greeting, transaction) => {
                *self = Self::Greeted(greeting.clone());
                Some((greeting, transaction))
            }
            other => {
                *self = other;
                None
            }
        }
    }
}
