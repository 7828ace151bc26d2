//! Who somebody is: SASL, passwords, and what slows down those who guess them.
//!
//! Protocol servers use [`Authenticator`]: [`Authenticator::verify_password`] for LOGIN and USER/PASS, and
//! [`Authenticator::exchange`] for SASL (RFC 4422), the same for IMAP, POP3 and SMTP. [`sasl`] holds the mechanisms
//! themselves, without sockets, clock or storage.
//!
//! Credentials are stored by the `directory` crate and made here ([`credentials::make`]). There is no authorization
//! here: what an account may do is decided where it is done.

mod authenticator;
mod clock;
mod dialogue;
mod error;
mod hasher;
mod limits;
mod network;
mod peer;
mod recent;
mod secret;
mod throttle;
mod verified;
mod visitors;

pub mod credentials;
pub mod sasl;

#[cfg(test)]
mod tests;

pub use authenticator::{Authenticator, Login};
pub use clock::{Clock, MonotonicClock};
pub use credentials::PasswordError;
pub use dialogue::{Dialogue, Reply};
pub use error::{AuthError, Cause};
pub use limits::{Allowance, Limits};
pub use peer::{Peer, Security, TlsInfo};
pub use sasl::{ChannelBinding, Mechanism, Offer};
pub use secret::Secret;
pub use visitors::{TooMany, Visit, VisitorLimits, Visitors};
