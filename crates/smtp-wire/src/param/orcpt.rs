//! ORCPT.

use std::fmt;

use super::xtext;

/// The longest ORCPT value, in octets (RFC 3461 §4.2).
const ORCPT_MAX: usize = 500;

/// The recipient as the sender first wrote it, to be given back in notifications (RFC 3461 §4.2).
///
/// The address stays encoded as it came: its encoding depends on its type (`xtext`, or the three of RFC 6533 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginalRecipient {
    address_type: String,
    address: String,
}

impl OriginalRecipient {
    /// `original-recipient-address = addr-type ";" xtext` (RFC 3461 §4.2)
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address_type, address) = text.split_once(';').filter(|_| text.len() <= ORCPT_MAX)?;
        let is_valid = is_atom(address_type) && is_address(address_type, address);
        is_valid.then(|| Self { address_type: address_type.to_owned(), address: address.to_owned() })
    }

    /// `rfc822`, `utf-8`, …
    #[must_use]
    pub fn address_type(&self) -> &str {
        &self.address_type
    }

    /// The address, still encoded.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl fmt::Display for OriginalRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{};{}", self.address_type, self.address)
    }
}

/// `addr-type = atom`
fn is_atom(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
}

/// `xtext`; for `utf-8` also `utf-8-addr-unitext` and `utf-8-addr-xtext` (RFC 6533 §3)
fn is_address(address_type: &str, address: &str) -> bool {
    if address_type.eq_ignore_ascii_case("utf-8") {
        return !address.is_empty() && !address.contains(|c: char| c.is_control() || c.is_whitespace());
    }
    !address.is_empty() && xtext::decode(address).is_some()
}
