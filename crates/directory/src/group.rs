//! Groups of accounts: who may be given rights together.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Address;

/// The longest name of a group in octets.
const LONGEST: usize = 64;

/// The number of a group: given out serially, never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GroupId(pub u64);

/// The name of a group: ASCII letters, digits, and `-`, `_` and `.` behind the first character; in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GroupName(Box<str>);

/// The text is no name of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a group is named by up to {LONGEST} letters and digits of ASCII, with \"-\", \"_\" and \".\" behind the first"
)]
pub struct GroupNameError;

/// A group in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupEntry {
    /// Its name.
    pub group: GroupName,
    /// Who is in it, the oldest first.
    pub members: Vec<Address>,
}

impl GroupName {
    /// The name that `text` means.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, GroupNameError> {
        let is_inner = |octet: u8| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet);
        let begins = text.bytes().next().is_some_and(|octet| octet.is_ascii_alphanumeric());
        match begins && text.len() <= LONGEST && text.bytes().all(is_inner) {
            true => Ok(Self(text.to_ascii_lowercase().into())),
            false => Err(GroupNameError),
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for GroupName {
    type Err = GroupNameError;

    fn from_str(text: &str) -> Result<Self, GroupNameError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for GroupName {
    type Error = GroupNameError;

    fn try_from(text: String) -> Result<Self, GroupNameError> {
        Self::parse(&text)
    }
}

impl From<GroupName> for String {
    fn from(name: GroupName) -> Self {
        name.0.into()
    }
}
