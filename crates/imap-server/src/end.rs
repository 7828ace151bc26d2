//! Why a session ends.

use std::fmt;
use std::io;

use posthouse_imap_wire::Fatal;

use crate::deflate::Uninflatable;

/// Why a session ends.
#[derive(Debug)]
pub(crate) enum End {
    /// LOGOUT.
    LoggedOut,
    /// STARTTLS: the connection goes on under TLS.
    StartTls,
    /// The client has closed the connection.
    Closed,
    /// The connection broke, or the client does not read.
    Broken(io::Error),
    /// The client said nothing for too long.
    Silent,
    /// The client did not log in in time.
    LoginTooSlow,
    /// The server stops, or what the account may do has changed and is to be looked up anew.
    Stopping,
    /// Too many commands in a row were wrong.
    BadCommands,
    /// Too many logins failed.
    FailedLogins,
    /// What the client sends cannot be followed any more.
    Lost(Fatal),
    /// What the client sends compressed cannot be inflated.
    Uninflatable(Uninflatable),
    /// The selected mailbox was deleted.
    MailboxDeleted,
    /// The account has no writer any more.
    AccountClosed,
}

impl End {
    /// The text of the BYE (RFC 9051 §7.1.5); `None` where nobody would read it or the end is no surprise.
    pub(crate) fn farewell(&self) -> Option<String> {
        let text = match self {
            Self::LoggedOut | Self::StartTls | Self::Closed | Self::Broken(_) => return None,
            Self::Silent => "Autologout after inactivity",
            Self::LoginTooSlow => "Nobody has logged in",
            Self::Stopping => "The server ends this session",
            Self::BadCommands => "Too many commands in a row were wrong",
            Self::FailedLogins => "Too many logins have failed",
            Self::Lost(fatal) => return Some(fatal.to_string()),
            Self::Uninflatable(Uninflatable::Broken) => "What you send is no DEFLATE",
            Self::Uninflatable(Uninflatable::Bomb) => "What you send inflates to too much",
            Self::MailboxDeleted => "The selected mailbox was deleted",
            Self::AccountClosed => "The account is not available",
        };
        Some(text.to_owned())
    }
}

impl fmt::Display for End {
    /// For the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LoggedOut => f.write_str("logout"),
            Self::StartTls => f.write_str("STARTTLS"),
            Self::Closed => f.write_str("closed by the client"),
            Self::Broken(error) => write!(f, "connection lost: {error}"),
            other => f.write_str(&other.farewell().unwrap_or_default()),
        }
    }
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

impl From<Uninflatable> for End {
    fn from(uninflatable: Uninflatable) -> Self {
        Self::Uninflatable(uninflatable)
    }
}

impl From<Fatal> for End {
    fn from(fatal: Fatal) -> Self {
        Self::Lost(fatal)
    }
}
