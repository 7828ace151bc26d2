//! Why a login failed.

use std::time::Duration;

use posthouse_directory as directory;

/// Why somebody is not logged in. The texts may be sent to the peer.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// No such account, or not its password, or not a proof of it; the peer cannot tell which.
    #[error("the name or the password is wrong")]
    BadCredentials,
    /// They are who they say, but ask to act as somebody else, which nobody may.
    #[error("you cannot act for somebody else")]
    NotAuthorized,
    /// Nothing was checked: too many logins failed, or too many are being checked.
    #[error("too many logins; try again in {} s", .after.as_secs().max(1))]
    TryLater {
        /// When another attempt makes sense.
        after: Duration,
    },
    /// Nothing was checked: the storage or the machine failed. The cause is for the log only.
    #[error("logging in is not possible for the moment")]
    Unavailable(#[source] Cause),
    /// The peer broke the rules of the mechanism.
    #[error("{0}")]
    Malformed(&'static str),
    /// The peer gave up (RFC 4422 §3).
    #[error("the authentication was cancelled")]
    Cancelled,
}

/// What kept a login from being checked.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The directory could not be read.
    #[error(transparent)]
    Directory(#[from] directory::Error),
    /// The system gave no random numbers.
    #[error("the system gave no random numbers")]
    Randomness,
    /// A password could not be hashed.
    #[error("a password could not be hashed")]
    Hashing,
}

impl AuthError {
    /// Whether only an administrator can mend what kept the login from being checked.
    #[must_use]
    pub fn needs_administrator(&self) -> bool {
        matches!(self, Self::Unavailable(Cause::Directory(error)) if error.is_damage())
    }
}

impl From<directory::Error> for AuthError {
    fn from(error: directory::Error) -> Self {
        Self::Unavailable(Cause::Directory(error))
    }
}

impl From<Cause> for AuthError {
    fn from(cause: Cause) -> Self {
        Self::Unavailable(cause)
    }
}
