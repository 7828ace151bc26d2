//! What can be set about SMTP sessions.

use std::time::Duration;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Port 25: mail for local recipients, from anybody.
    Receive,
    /// Ports 587 and 465: mail of users of this server, who log in first (RFC 6409).
    Submission,
    /// Mail for local recipients from a trusted neighbour, with a reply per recipient (RFC 2033).
    Lmtp,
}

impl Role {
    /// What the log calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Receive => "smtp",
            Self::Submission => "submission",
            Self::Lmtp => "lmtp",
        }
    }
}

/// The settings of all sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name that the server gives itself in greetings and trace fields.
    pub hostname: String,
    /// Whether PLAIN and LOGIN may be used for submission without TLS; for loopback only.
    pub plaintext_logins: bool,
    /// Bounds on what a client can make grow.
    pub limits: Limits,
    /// How long a client may take.
    pub timeouts: Timeouts,
}

/// Bounds on what a client can make grow (RFC 5321 §4.5.3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest message, in octets.
    pub message_size: u64,
    /// How many recipients a message may have; RFC 5321 §4.5.3.1.8 asks for 100 at the least.
    pub recipients: usize,
    /// How many commands may be wrong before the connection is closed.
    pub errors: u32,
    /// How many recipients may be refused before the connection is closed.
    pub refused_recipients: u32,
    /// How many logins may fail before the connection is closed.
    pub failed_logins: u32,
}

/// How long a client may take (RFC 5321 §4.5.3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// From a reply to the end of the next command line (RFC 5321 §4.5.3.2.7).
    pub command: Duration,
    /// For the next piece of a message (RFC 5321 §4.5.3.2.5).
    pub data_block: Duration,
    /// For reading what the server has sent.
    pub write: Duration,
}

impl Config {
    /// The defaults, for a server of this name.
    #[must_use]
    pub fn new(hostname: impl Into<String>) -> Self {
        Self {
            hostname: hostname.into(),
            plaintext_logins: false,
            limits: Limits::default(),
            timeouts: Timeouts::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { message_size: 100 << 20, recipients: 1000, errors: 20, refused_recipients: 200, failed_logins: 5 }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self { command: minutes(5), data_block: minutes(3), write: minutes(5) }
    }
}
