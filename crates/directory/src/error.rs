//! Why the directory did not do as asked, in words for the administrator.

use crate::{Address, AddressError, Domain, DomainError, GroupName};

/// Why the directory did not do as asked. Nothing was changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The text is no address.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The text is no domain name.
    #[error(transparent)]
    DomainName(#[from] DomainError),
    /// The domain is not one of ours.
    #[error("{0} is not a domain of this server; add it with `posthouse domain add {0}`")]
    UnknownDomain(Domain),
    /// The domain is there already.
    #[error("{0} is a domain of this server already")]
    DomainExists(Domain),
    /// An address literal cannot be a domain of ours.
    #[error("{0} is an address literal; a domain of this server needs a name")]
    LiteralDomain(Domain),
    /// The domain still has accounts or aliases.
    #[error("{domain} still has {accounts} account(s) and {aliases} alias(es); remove them first")]
    DomainInUse {
        /// The domain.
        domain: Domain,
        /// How many accounts it has.
        accounts: usize,
        /// How many aliases it has.
        aliases: usize,
    },
    /// There is no such account.
    #[error("there is no account {0}; `posthouse account list` shows those there are")]
    UnknownAccount(Address),
    /// The account is shared, and what was asked for is for those that somebody logs in to.
    #[error(
        "{0} is a shared account: nobody logs in to it, so it has no password and no sessions, is in no group and administers nothing"
    )]
    SharedAccount(Address),
    /// An account has this name.
    #[error("there is an account {0} already")]
    AccountExists(Address),
    /// An alias has this name.
    #[error("{0} is an alias; remove it first with `posthouse alias remove {0}`")]
    AliasExists(Address),
    /// The local part is longer than RFC 5321 §4.5.3.1.1 allows for a mailbox of ours.
    #[error("{0} is too long before the @: at most 64 bytes")]
    LocalPartTooLong(Address),
    /// There is no such alias.
    #[error("there is no alias {0}; `posthouse alias list` shows those there are")]
    UnknownAlias(Address),
    /// An alias needs targets.
    #[error("the alias {0} needs at least one target")]
    NoTargets(Address),
    /// The alias would have too many targets.
    #[error("the alias {alias} would have more than {limit} targets")]
    TooManyTargets {
        /// The alias.
        alias: Address,
        /// How many it may have.
        limit: usize,
    },
    /// A target is in a domain that is not ours.
    #[error("{0} is not an address of this server; an alias can only lead to local addresses")]
    ForeignTarget(Address),
    /// A target is neither an account nor an alias.
    #[error("{0} is neither an account nor an alias; add it first")]
    UnknownTarget(Address),
    /// The alias would lead back to itself.
    #[error("the alias {alias} would lead back to itself through {target}")]
    AliasLoop {
        /// The alias.
        alias: Address,
        /// The target that leads back.
        target: Address,
    },
    /// Another alias leads to this one.
    #[error("the alias {by} leads to {alias}; remove that one first")]
    AliasInUse {
        /// The alias that was to be removed.
        alias: Address,
        /// The one that leads to it.
        by: Address,
    },
    /// There is no such group.
    #[error("there is no group {0}; `posthouse group list` shows those there are")]
    UnknownGroup(GroupName),
    /// A group has this name.
    #[error("there is a group {0} already")]
    GroupExists(GroupName),
    /// The account would be in too many groups.
    #[error("{account} would be in more than {limit} groups")]
    TooManyGroups {
        /// The account.
        account: Address,
        /// How many it may be in.
        limit: usize,
    },
    /// Other changes came in between too often.
    #[error("the directory is being changed by somebody else; try again")]
    Contended,
    /// A record of the directory cannot be read.
    #[error("the directory is damaged: {0}")]
    Damaged(&'static str),
    /// The data was written by a newer version.
    #[error("the directory has format {found}, this version knows up to {known}; use a newer posthouse")]
    TooNew {
        /// The stored format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] posthouse_engine::Error),
}

impl Error {
    /// Whether what is stored is damaged, so that trying again does not help.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged(_) | Self::Storage(posthouse_engine::Error::Corrupt(_)))
    }
}
