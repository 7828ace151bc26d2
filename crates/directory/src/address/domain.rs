//! The part behind the `@`.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `Domain` limit of RFC 5321 §4.5.3.1.2, in octets.
const LONGEST: usize = 255;
/// Label limit of RFC 1035 §2.3.4, in octets.
const LONGEST_LABEL: usize = 63;

/// A domain name or an address literal, in the one form in which it is compared: lower case, A-labels.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Domain(Box<str>);

/// A text that is no domain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid domain name")]
pub struct DomainError(String);

impl Domain {
    /// Parses `Domain / address-literal` of RFC 5321 §4.1.2; a name may have U-labels (RFC 6531 §3.3).
    pub fn parse(text: &str) -> Result<Self, DomainError> {
        parse(text).map(|text| Self(text.into())).ok_or_else(|| DomainError(shortened(text)))
    }

    /// The name in lower case and A-labels, or the literal with its brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name for people: in U-labels.
    #[must_use]
    pub fn to_unicode(&self) -> String {
        let (text, result) = idna::domain_to_unicode(&self.0);
        if result.is_ok() { text } else { self.0.to_string() }
    }

    /// Whether this is an address literal such as `[192.0.2.1]`.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.0.starts_with('[')
    }
}

fn parse(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    if let Some(literal) = text.strip_prefix('[') {
        return address_literal(literal.strip_suffix(']')?);
    }
    let ascii = if text.is_ascii() { text.to_ascii_lowercase() } else { a_labels(text)? };
    is_domain(&ascii).then_some(ascii)
}

/// The A-label form of U-labels (RFC 5891 §4).
fn a_labels(text: &str) -> Option<String> {
    idna::domain_to_ascii(text).ok()
}

/// `Domain = sub-domain *("." sub-domain)`, `sub-domain = Let-dig [Ldh-str]` (RFC 5321 §4.1.2).
fn is_domain(text: &str) -> bool {
    text.len() <= LONGEST && text.split('.').all(is_sub_domain)
}

fn is_sub_domain(label: &str) -> bool {
    (1..=LONGEST_LABEL).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `IPv4-address-literal / IPv6-address-literal / General-address-literal` (RFC 5321 §4.1.3), between its brackets.
fn address_literal(text: &str) -> Option<String> {
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Some(format!("[{address}]"));
    }
    let (tag, content) = text.split_once(':')?;
    if tag.eq_ignore_ascii_case("IPv6") {
        return content.parse::<Ipv6Addr>().ok().map(|address| format!("[ipv6:{address}]"));
    }
    let dcontent = |byte: u8| matches!(byte, 33..=90 | 94..=126);
    let general = is_sub_domain(tag) && !content.is_empty() && content.bytes().all(dcontent);
    general.then(|| format!("[{}:{content}]", tag.to_ascii_lowercase()))
}

/// At most 100 characters of a text that somebody sent, without controls, for an error.
pub(super) fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

impl FromStr for Domain {
    type Err = DomainError;

    fn from_str(text: &str) -> Result<Self, DomainError> {
        Self::parse(text)
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Domain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Domain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
