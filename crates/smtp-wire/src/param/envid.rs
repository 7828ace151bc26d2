//! ENVID.

use std::fmt;

use super::xtext;

/// The longest `ENVID`, as it is written (RFC 3461 §4.4).
const ENVID_MAX: usize = 100;

/// What the sender calls this transaction, to be given back in notifications (RFC 3461 §4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeId(String);

impl EnvelopeId {
    /// `envid-parameter = "ENVID=" xtext`, of printable US-ASCII (RFC 3461 §4.4)
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let decoded = xtext::decode(text).filter(|_| text.len() <= ENVID_MAX)?;
        decoded.bytes().all(|c| matches!(c, b' '..=b'~')).then_some(Self(decoded))
    }

    /// The decoded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EnvelopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&xtext::encode(&self.0))
    }
}
