//! What can be set about IMAP sessions.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use posthouse_mailbox::EntryName;

use crate::Off;

/// The settings of all sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name that the server gives itself.
    pub hostname: String,
    /// Whether passwords may be sent without TLS; for loopback only.
    pub plaintext_logins: bool,
    /// The entries of the server that all users can read, such as `/shared/comment` (RFC 5464 §3.2.1.1).
    pub shared: BTreeMap<EntryName, String>,
    /// The capabilities that no session has.
    pub off: Off,
    /// Bounds on what a client can make grow.
    pub limits: Limits,
    /// How long a client may take.
    pub timeouts: Timeouts,
}

/// Bounds on what a client can make grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest message that APPEND takes, in octets; announced as APPENDLIMIT (RFC 7889).
    pub message_size: u64,
    /// How large all messages of one APPEND may be together (RFC 3502), in octets.
    pub append_size: u64,
    /// How many mailboxes one ESEARCH may search (RFC 7377 §2.4).
    pub searched_mailboxes: usize,
    /// How many messages one command works on; announced as MESSAGELIMIT (RFC 9738). Any number if `None`.
    pub messages: Option<NonZeroU32>,
    /// How many messages one COPY or APPEND saves; announced as SAVELIMIT (RFC 9738) where there is no other limit.
    pub saved_messages: Option<NonZeroU32>,
    /// How many commands in a row may be wrong before the connection is closed.
    pub errors: u32,
    /// How many logins may fail before the connection is closed.
    pub failed_logins: u32,
}

/// How long a client may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// From the greeting to the login.
    pub login: Duration,
    /// From a response to the next command; RFC 9051 §5.4 asks for 30 minutes at the least.
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
            shared: BTreeMap::new(),
            off: Off::default(),
            limits: Limits {
                message_size: 50 << 20,
                append_size: 200 << 20,
                searched_mailboxes: 10_000,
                messages: None,
                saved_messages: None,
                errors: 20,
                failed_logins: 5,
            },
            timeouts: Timeouts::default(),
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self { login: minutes(3), command: minutes(30), write: minutes(5) }
    }
}
