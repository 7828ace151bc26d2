//! A capability that can be switched off, by its name as it is announced.

use std::str::FromStr;

use posthouse_imap_server::Off;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of a capability that can be switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CapabilityName(&'static str);

/// A name that is no capability's, or that of one that cannot be switched off.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no capability that can be switched off")]
pub(crate) struct NotSwitchable(String);

impl CapabilityName {
    /// The name as it is announced.
    pub(crate) fn as_str(&self) -> &'static str {
        self.0
    }
}

impl FromStr for CapabilityName {
    type Err = NotSwitchable;

    fn from_str(text: &str) -> Result<Self, NotSwitchable> {
        Off::canonical(text).map(Self).ok_or_else(|| NotSwitchable(text.to_owned()))
    }
}

impl Serialize for CapabilityName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for CapabilityName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
