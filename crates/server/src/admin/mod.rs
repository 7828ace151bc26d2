//! Administration: domains, accounts, aliases, groups and mailboxes from the command line.
//!
//! [`cli`] turns a command into a [`request::Request`]. The running server performs it ([`socket`]); when none runs,
//! the command opens the data folder and performs it itself ([`client`]). Either way [`perform`] is what does it.
//! There is no authentication here: who may open the socket or the folder is the administrator.

mod acl;
mod cli;
mod client;
pub(crate) mod mail;
mod mailbox;
mod perform;
mod quota;
mod request;
mod show;
mod socket;

#[cfg(test)]
mod tests;

pub(crate) use cli::AdminCommand;
pub(crate) use client::run;
pub(crate) use perform::Admin;
pub(crate) use socket::AdminListener;
