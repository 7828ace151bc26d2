//! Whose mail this server takes: domains, accounts, aliases, groups of accounts, and the credentials that
//! belong to them.
//!
//! [`Directory`] answers two questions: who receives mail for an address ([`Directory::resolve`]) and which account a
//! login name means ([`Directory::login`]). The administrator's changes are one atomic batch of the engine each.
//!
//! Records and keys are laid down in `docs/storage-format.md`, section "Directory". There is no password hashing here:
//! credentials are made and checked by the `auth` crate. There are no mailboxes here either.

mod account;
mod address;
mod change;
mod directory;
mod error;
mod group;
mod identity;
mod keys;
mod record;
mod resolve;

mod admin {
    mod accounts;
    mod aliases;
    mod domains;
    mod groups;
    mod removal;

    pub use aliases::AliasEntry;
    pub use domains::DomainEntry;
}

#[cfg(test)]
mod tests;

pub use account::{Account, AccountId, Credentials, LoginRecord, ScramKeys};
pub use address::{Address, AddressError, Domain, DomainError};
pub use admin::{AliasEntry, DomainEntry};
pub use directory::Directory;
pub use error::Error;
pub use group::{GroupEntry, GroupId, GroupName, GroupNameError};
pub use identity::Identity;
pub use resolve::{Resolution, Target};
