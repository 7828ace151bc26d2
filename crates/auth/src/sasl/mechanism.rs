//! The mechanisms' names.

use std::fmt;

use super::scram::Hash;

/// A SASL mechanism (RFC 4422 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mechanism {
    /// RFC 4616.
    Plain,
    /// draft-murchison-sasl-login; obsolete, and the only one some clients have.
    Login,
    /// RFC 5802, RFC 7677.
    Scram(Hash),
    /// The same bound to the TLS channel.
    ScramPlus(Hash),
}

impl Mechanism {
    /// All of them, in the order in which they are offered: the safest first.
    pub const ALL: [Self; 6] = [
        Self::ScramPlus(Hash::Sha256),
        Self::ScramPlus(Hash::Sha1),
        Self::Scram(Hash::Sha256),
        Self::Scram(Hash::Sha1),
        Self::Plain,
        Self::Login,
    ];

    /// The registered name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::Scram(Hash::Sha1) => "SCRAM-SHA-1",
            Self::Scram(Hash::Sha256) => "SCRAM-SHA-256",
            Self::ScramPlus(Hash::Sha1) => "SCRAM-SHA-1-PLUS",
            Self::ScramPlus(Hash::Sha256) => "SCRAM-SHA-256-PLUS",
        }
    }

    /// The mechanism of a name, in any case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mechanism| mechanism.name().eq_ignore_ascii_case(name))
    }

    /// Whether the password itself goes over the wire.
    #[must_use]
    pub fn sends_password(self) -> bool {
        matches!(self, Self::Plain | Self::Login)
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
