//! Local delivery: a message that has arrived goes into the mailboxes of its recipients.
//!
//! What is acknowledged is never lost and never there twice. One account is one commit of that account. Several accounts
//! behind one reply are a *job*: first one commit notes a row for every account, then each account's append removes its
//! own row in the commit that makes the message appear. Rows that a crash or a failure leaves are finished by
//! [`Delivery::recover`].
//!
//! What is *not* here: who the recipients are (the `directory` crate), filtering, other servers, and any protocol.

mod claims;
mod deliver;
mod job;
mod recover;

pub use deliver::{Delivery, Error};
pub use recover::Recovered;

#[cfg(test)]
mod tests;
