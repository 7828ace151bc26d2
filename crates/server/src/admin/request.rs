//! What an administrator asks for, and the answer: one line of JSON each on the socket.

use std::fmt;

use posthouse_auth::Secret;
use posthouse_directory::{Account, Address, AliasEntry, Domain, DomainEntry, GroupEntry, GroupName};
use serde::{Deserialize, Serialize};

use super::acl::AclRow;
use super::mailbox::MailboxRow;
use super::quota::{Limits, Report};
use crate::capability::CapabilityName;

/// One command.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Request {
    Domain(DomainRequest),
    Account(AccountRequest),
    Alias(AliasRequest),
    Group(GroupRequest),
    Acl(AclRequest),
    Mailbox(MailboxRequest),
}

/// About domains.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum DomainRequest {
    Add { domain: Domain },
    Remove { domain: Domain },
    List,
}

/// About accounts.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum AccountRequest {
    Add { address: Address, password: Password, admin: bool },
    AddShared { address: Address },
    Share { address: Address },
    Remove { address: Address },
    Password { address: Address, password: Password },
    Admin { address: Address, admin: bool },
    Quota { address: Address, limits: Limits },
    Capability { address: Address, off: Vec<CapabilityName>, on: Vec<CapabilityName> },
    List,
}

/// About aliases.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum AliasRequest {
    Add { alias: Address, targets: Vec<Address> },
    Remove { alias: Address },
    List,
}

/// About groups.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum GroupRequest {
    Add { group: GroupName },
    Remove { group: GroupName },
    Join { group: GroupName, members: Vec<Address> },
    Leave { group: GroupName, members: Vec<Address> },
    List,
}

/// About rights to mailboxes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum AclRequest {
    Set { account: Address, mailbox: String, identifier: String, rights: String },
    List { account: Address },
}

/// About mailboxes of an account.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct MailboxRequest {
    pub(super) account: Address,
    pub(super) order: MailboxOrder,
}

/// What about them.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum MailboxOrder {
    Add { mailbox: String },
    Remove { mailbox: String },
    Rename { mailbox: String, name: String },
    List,
}

/// What became of it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "result", content = "value", rename_all = "kebab-case")]
pub(crate) enum Response {
    /// It is done; one line for a person.
    Done(String),
    Domains(Vec<DomainEntry>),
    Accounts(Vec<Account>),
    Aliases(Vec<AliasEntry>),
    Groups(Vec<GroupEntry>),
    Acl(Vec<AclRow>),
    Mailboxes(Vec<MailboxRow>),
    Quota(Report),
    /// The names of the capabilities that an account does not have.
    Off(Vec<String>),
    /// Nothing was changed; one line for a person.
    Failed(String),
}

/// A password on its way to the server.
#[derive(Clone)]
pub(crate) struct Password(pub(crate) Secret);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Serialize for Password {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}
