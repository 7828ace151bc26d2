//! The server's side of SASL (RFC 4422), without sockets, clock or storage.
//!
//! [`Exchange`] turns the client's responses into challenges and into questions about accounts, which the caller
//! answers: [`Step`]. PLAIN (RFC 4616), LOGIN (draft-murchison-sasl-login), SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256
//! (RFC 7677), these two also as -PLUS.

mod exchange;
mod login;
mod mechanism;
mod offer;
mod plain;
pub mod scram;
pub mod wire;

#[cfg(test)]
mod tests;

pub use exchange::{Exchange, Step};
pub use mechanism::Mechanism;
pub use offer::{ChannelBinding, Offer};

/// Octets of one response after base64; more is [`Failure::Malformed`].
pub const LONGEST_RESPONSE: usize = 4_096;

/// Why an exchange ended without a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Against the mechanism's syntax or order.
    Malformed(&'static str),
    /// By the rules, but not who it says it is.
    Rejected,
}

/// What every part of an exchange gives.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

pub(crate) fn malformed<T>(text: &'static str) -> Result<T> {
    Err(Failure::Malformed(text))
}

/// A response, or a part of one, that must be UTF-8.
pub(crate) fn text(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| Failure::Malformed("the response is not UTF-8"))
}
