//! What can be set about POP3 sessions.

use std::time::Duration;

/// The settings of all sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name that the server gives itself.
    pub hostname: String,
    /// Whether passwords may be sent without TLS; for loopback only.
    pub plaintext_logins: bool,
    /// Bounds on what a client can make grow.
    pub limits: Limits,
    /// How long a client may take.
    pub timeouts: Timeouts,
}

/// Bounds on what a client can make grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many lines in a row may be no command before the connection is closed.
    pub errors: u32,
    /// How many logins may fail before the connection is closed.
    pub failed_logins: u32,
}

/// How long a client may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// From the greeting to the login.
    pub login: Duration,
    /// From a reply to the next command; RFC 1939 §3 asks for 10 minutes at the least.
    pub command: Duration,
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
            limits: Limits { errors: 20, failed_logins: 5 },
            timeouts: Timeouts::default(),
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self { login: minutes(3), command: minutes(10), write: minutes(5) }
    }
}
