//! Mail addresses, parsed once (RFC 5321 §4.1.2, internationalised by RFC 6531 §3.3).

mod domain;
mod local_part;

#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

pub use domain::{Domain, DomainError};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What separates the user from the detail of a subaddress (RFC 5233 §1).
const SUBADDRESS: char = '+';

/// A mailbox: a local part and a domain.
///
/// Two addresses are equal if they mean the same mailbox on this server: domains without regard to case and with
/// U-labels and A-labels the same, local parts without regard to case and Unicode normalisation form.
#[derive(Clone)]
pub struct Address {
    local: Box<str>,
    folded: Box<str>,
    domain: Domain,
}

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is no `@` with something on both sides.
    #[error("`{0}` is not a full address such as user@example.org")]
    NotFull(String),
    /// The part before the `@` is neither a dot-string nor a quoted string.
    #[error("`{0}` is not a valid address before the @")]
    LocalPart(String),
    /// The part behind the `@` is no domain.
    #[error(transparent)]
    Domain(#[from] DomainError),
}

impl Address {
    /// Parses `Mailbox` of RFC 5321 §4.1.2, without angle brackets or a source route.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let not_full = || AddressError::NotFull(domain::shortened(text));
        let (local, rest) = local_part::split(text).ok_or_else(not_full)?;
        let local = local_part::parse(local).ok_or_else(|| AddressError::LocalPart(domain::shortened(text)))?;
        Ok(Self::from_parts(local, Domain::parse(rest)?))
    }

    fn from_parts(local: String, domain: Domain) -> Self {
        Self { folded: local_part::fold(&local).into(), local: local.into(), domain }
    }

    /// `postmaster` of `domain` (RFC 5321 §4.5.1).
    #[must_use]
    pub fn postmaster(domain: Domain) -> Self {
        Self::from_parts("postmaster".to_owned(), domain)
    }

    /// The local part as it was written, without quoting.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.local
    }

    /// The local part as it is compared: lower case, in normalisation form C.
    #[must_use]
    pub fn folded_local_part(&self) -> &str {
        &self.folded
    }

    /// The domain.
    #[must_use]
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// Whether the local part is `postmaster`, in any case (RFC 5321 §4.5.1).
    #[must_use]
    pub fn is_postmaster(&self) -> bool {
        &*self.folded == "postmaster"
    }

    /// For `user+tag@domain`: `user@domain` and the tag as it was written (RFC 5233 §1).
    #[must_use]
    pub fn subaddress(&self) -> Option<(Self, &str)> {
        let (user, tag) = self.local.split_once(SUBADDRESS)?;
        if user.is_empty() {
            return None;
        }
        Some((Self::from_parts(user.to_owned(), self.domain.clone()), tag))
    }

    /// The address for people: with U-labels.
    #[must_use]
    pub fn to_unicode(&self) -> String {
        format!("{}@{}", local_part::Quoted(&self.local), self.domain.to_unicode())
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded && self.domain == other.domain
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
        self.domain.hash(state);
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

/// The address as it goes over the wire: quoted where it must be, the domain in A-labels.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", local_part::Quoted(&self.local), self.domain)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{self}>")
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
