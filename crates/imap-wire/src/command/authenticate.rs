use crate::Secret;

/// `AUTHENTICATE` (RFC 9051 §6.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticate {
    /// The SASL mechanism's name in upper case.
    pub mechanism: String,
    /// The initial response, decoded from base64 and empty for `=` (RFC 4959 §3); `None` if the client waits for
    /// the first challenge.
    pub initial: Option<Secret>,
}
