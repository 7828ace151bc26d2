//! Passwords in memory.

use std::fmt;

use zeroize::Zeroizing;

/// A password as somebody typed or sent it. It is never shown, and overwritten when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a password.
    #[must_use]
    pub fn new(password: impl Into<String>) -> Self {
        Self(Zeroizing::new(password.into()))
    }

    /// Takes a password from the wire; `None` if it is not UTF-8.
    #[must_use]
    pub fn from_utf8(password: &[u8]) -> Option<Self> {
        std::str::from_utf8(password).ok().map(Self::new)
    }

    /// The password itself; for hashing and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
