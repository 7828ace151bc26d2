//! The commands as they are typed.

use std::io::BufRead;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use posthouse_auth::Secret;
use posthouse_auth::credentials::LONGEST_PASSWORD;
use posthouse_directory::{Address, Domain, GroupName};

use super::quota::Limits;
use super::request::{
    AccountRequest, AclRequest, AliasRequest, DomainRequest, GroupRequest, MailboxOrder, MailboxRequest, Password,
    Request,
};
use crate::capability::CapabilityName;

/// Commands of the administrator, to be flattened into the commands of `posthouse`.
#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Domains whose mail this server takes
    Domain(Group<DomainCommand>),
    /// Accounts: who can log in and has mail, and what is shared
    Account(Group<AccountCommand>),
    /// Aliases: further addresses that lead to accounts
    Alias(Group<AliasCommand>),
    /// Groups: accounts that are given rights to mailboxes together, as `$NAME`
    Group(Group<GroupCommand>),
    /// Rights of others to the mailboxes of an account
    Acl(Group<AclCommand>),
    /// Mailboxes of an account
    Mailbox(Group<MailboxCommand>),
}

/// A group of commands on one data folder.
#[derive(Debug, Args)]
pub(crate) struct Group<C: Subcommand> {
    /// The data folder
    #[arg(long, value_name = "DIR", default_value = "posthouse-data", global = true)]
    data: PathBuf,
    #[command(subcommand)]
    command: C,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DomainCommand {
    /// Take mail for a domain
    Add { domain: Domain },
    /// Take mail for a domain no longer; it must have neither accounts nor aliases
    Remove { domain: Domain },
    /// Show all domains
    List(Listing),
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Add an account
    Add {
        #[arg(value_name = "NAME@DOMAIN")]
        address: Address,
        #[command(flatten)]
        entry: Entry,
        /// Mail to postmaster goes to this account
        #[arg(long, conflicts_with = "shared")]
        admin: bool,
    },
    /// Remove an account and all its mail
    Remove {
        #[arg(value_name = "NAME@DOMAIN")]
        address: Address,
    },
    /// Make an account a shared one, for good: its password is gone, its sessions end, its mail stays
    Share {
        #[arg(value_name = "NAME@DOMAIN")]
        address: Address,
    },
    /// Set the password of an account
    Password {
        #[arg(value_name = "NAME@DOMAIN")]
        address: Address,
        #[command(flatten)]
        password: NewPassword,
    },
    /// Let an account administer the server: postmaster's mail goes to it, and it may set quotas by IMAP
    Admin {
        #[arg(value_name = "NAME@DOMAIN")]
        address: Address,
        /// It shall do so no longer
        #[arg(long)]
        remove: bool,
    },
    /// Show how much an account holds and may hold, or set how much it may
    Quota {
        #[arg(value_name = "NAME@DOMAIN")]
        address: Address,
        #[command(flatten)]
        limits: Limits,
        #[command(flatten)]
        listing: Listing,
    },
    /// Show which IMAP capabilities an account does not have, or switch some off or on; sessions see it from their next login
    Capability {
        #[arg(value_name = "NAME@DOMAIN")]
        address: Address,
        /// A capability that is to be off, as in MOVE; all that need it are off with it
        #[arg(long, value_name = "NAME")]
        off: Vec<CapabilityName>,
        /// One that is to be on again
        #[arg(long, value_name = "NAME")]
        on: Vec<CapabilityName>,
        #[command(flatten)]
        listing: Listing,
    },
    /// Show all accounts
    List(Listing),
}

#[derive(Debug, Subcommand)]
pub(crate) enum AliasCommand {
    /// Let mail for an address go to others, besides those it goes to already
    Add {
        #[arg(value_name = "ADDRESS")]
        alias: Address,
        #[arg(value_name = "TARGET", required = true)]
        targets: Vec<Address>,
    },
    /// Remove an alias
    Remove {
        #[arg(value_name = "ADDRESS")]
        alias: Address,
    },
    /// Show all aliases
    List(Listing),
}

#[derive(Debug, Subcommand)]
pub(crate) enum GroupCommand {
    /// Make a group
    Add {
        #[arg(value_name = "NAME")]
        group: GroupName,
    },
    /// Remove a group; the sessions of its accounts end
    Remove {
        #[arg(value_name = "NAME")]
        group: GroupName,
    },
    /// Put accounts into a group; sessions see it from their next login
    Join {
        #[arg(value_name = "NAME")]
        group: GroupName,
        #[arg(value_name = "NAME@DOMAIN", required = true)]
        members: Vec<Address>,
    },
    /// Take accounts out of a group; their sessions end
    Leave {
        #[arg(value_name = "NAME")]
        group: GroupName,
        #[arg(value_name = "NAME@DOMAIN", required = true)]
        members: Vec<Address>,
    },
    /// Show all groups
    List(Listing),
}

#[derive(Debug, Subcommand)]
pub(crate) enum AclCommand {
    /// Give rights to a mailbox, in place of those given before
    Set {
        #[arg(value_name = "NAME@DOMAIN")]
        account: Address,
        mailbox: String,
        /// An account, a group as $NAME, or anyone; with - before it, the rights are taken away
        #[arg(allow_hyphen_values = true)]
        identifier: String,
        /// Letters of RFC 4314: l list, r read, s keep what was seen, w change flags, i insert, k create below, x delete,
        /// t and e delete messages, a administer
        rights: String,
    },
    /// Take the rights away that were given to somebody
    Remove {
        #[arg(value_name = "NAME@DOMAIN")]
        account: Address,
        mailbox: String,
        #[arg(allow_hyphen_values = true)]
        identifier: String,
    },
    /// Show who has rights to the mailboxes of an account
    List {
        #[arg(value_name = "NAME@DOMAIN")]
        account: Address,
        #[command(flatten)]
        listing: Listing,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum MailboxCommand {
    /// Make a mailbox, and those above it
    Add {
        #[arg(value_name = "NAME@DOMAIN")]
        account: Address,
        mailbox: String,
    },
    /// Remove a mailbox and its messages; those below it stay
    Remove {
        #[arg(value_name = "NAME@DOMAIN")]
        account: Address,
        mailbox: String,
    },
    /// Give a mailbox, and those below it, another name
    Rename {
        #[arg(value_name = "NAME@DOMAIN")]
        account: Address,
        mailbox: String,
        name: String,
    },
    /// Show the mailboxes of an account
    List {
        #[arg(value_name = "NAME@DOMAIN")]
        account: Address,
        #[command(flatten)]
        listing: Listing,
    },
}

/// How a listing is shown.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Listing {
    /// Show it as JSON
    #[arg(long)]
    json: bool,
}

/// Where a new password comes from.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct NewPassword {
    /// The password; other users of this machine may see it while the command runs
    #[arg(long, value_name = "PW")]
    password: Option<String>,
    /// Read the password from the first line of the standard input
    #[arg(long)]
    password_stdin: bool,
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// How a new account is entered: with a password, or by nobody.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Entry {
    /// The password; other users of this machine may see it while the command runs
    #[arg(long, value_name = "PW")]
    password: Option<String>,
    /// Read the password from the first line of the standard input
    #[arg(long)]
    password_stdin: bool,
    /// Nobody logs in to the account: it has no password, and its mailboxes are for those who are given rights
    #[arg(long)]
    shared: bool,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entry(…)")
    }
}

/// A command, understood.
pub(crate) struct Order {
    pub(super) data: PathBuf,
    pub(super) request: Request,
    /// Whether a listing is wanted as JSON.
    pub(super) json: bool,
}

impl AdminCommand {
    /// What is asked for; reads the password from `input` where that is asked for. The error is for a person.
    pub(super) fn order(self, input: impl BufRead) -> Result<Order, String> {
        match self {
            Self::Domain(group) => {
                let (request, json) = group.command.request();
                Ok(Order { data: group.data, request: Request::Domain(request), json })
            }
            Self::Account(group) => {
                let (request, json) = group.command.request(input)?;
                Ok(Order { data: group.data, request: Request::Account(request), json })
            }
            Self::Alias(group) => {
                let (request, json) = group.command.request();
                Ok(Order { data: group.data, request: Request::Alias(request), json })
            }
            Self::Group(group) => {
                let (request, json) = group.command.request();
                Ok(Order { data: group.data, request: Request::Group(request), json })
            }
            Self::Acl(group) => {
                let (request, json) = group.command.request();
                Ok(Order { data: group.data, request: Request::Acl(request), json })
            }
            Self::Mailbox(group) => {
                let (request, json) = group.command.request();
                Ok(Order { data: group.data, request: Request::Mailbox(request), json })
            }
        }
    }
}

impl DomainCommand {
    fn request(self) -> (DomainRequest, bool) {
        match self {
            Self::Add { domain } => (DomainRequest::Add { domain }, false),
            Self::Remove { domain } => (DomainRequest::Remove { domain }, false),
            Self::List(listing) => (DomainRequest::List, listing.json),
        }
    }
}

impl AccountCommand {
    fn request(self, input: impl BufRead) -> Result<(AccountRequest, bool), String> {
        Ok(match self {
            Self::Add { address, entry: Entry { shared: true, .. }, .. } => {
                (AccountRequest::AddShared { address }, false)
            }
            Self::Add { address, entry: Entry { password, .. }, admin } => {
                (AccountRequest::Add { address, password: NewPassword::read(password, input)?, admin }, false)
            }
            Self::Remove { address } => (AccountRequest::Remove { address }, false),
            Self::Share { address } => (AccountRequest::Share { address }, false),
            Self::Password { address, password } => {
                (AccountRequest::Password { address, password: NewPassword::read(password.password, input)? }, false)
            }
            Self::Admin { address, remove } => (AccountRequest::Admin { address, admin: !remove }, false),
            Self::Quota { address, limits, listing } => (AccountRequest::Quota { address, limits }, listing.json),
            Self::Capability { address, off, on, listing } => {
                (AccountRequest::Capability { address, off, on }, listing.json)
            }
            Self::List(listing) => (AccountRequest::List, listing.json),
        })
    }
}

impl AliasCommand {
    fn request(self) -> (AliasRequest, bool) {
        match self {
            Self::Add { alias, targets } => (AliasRequest::Add { alias, targets }, false),
            Self::Remove { alias } => (AliasRequest::Remove { alias }, false),
            Self::List(listing) => (AliasRequest::List, listing.json),
        }
    }
}

impl GroupCommand {
    fn request(self) -> (GroupRequest, bool) {
        match self {
            Self::Add { group } => (GroupRequest::Add { group }, false),
            Self::Remove { group } => (GroupRequest::Remove { group }, false),
            Self::Join { group, members } => (GroupRequest::Join { group, members }, false),
            Self::Leave { group, members } => (GroupRequest::Leave { group, members }, false),
            Self::List(listing) => (GroupRequest::List, listing.json),
        }
    }
}

impl AclCommand {
    fn request(self) -> (AclRequest, bool) {
        match self {
            Self::Set { account, mailbox, identifier, rights } => {
                (AclRequest::Set { account, mailbox, identifier, rights }, false)
            }
            Self::Remove { account, mailbox, identifier } => {
                (AclRequest::Set { account, mailbox, identifier, rights: String::new() }, false)
            }
            Self::List { account, listing } => (AclRequest::List { account }, listing.json),
        }
    }
}

impl MailboxCommand {
    fn request(self) -> (MailboxRequest, bool) {
        let (account, order, json) = match self {
            Self::Add { account, mailbox } => (account, MailboxOrder::Add { mailbox }, false),
            Self::Remove { account, mailbox } => (account, MailboxOrder::Remove { mailbox }, false),
            Self::Rename { account, mailbox, name } => (account, MailboxOrder::Rename { mailbox, name }, false),
            Self::List { account, listing } => (account, MailboxOrder::List, listing.json),
        };
        (MailboxRequest { account, order }, json)
    }
}

impl NewPassword {
    /// The password that was given, or the one that is read.
    fn read(given: Option<String>, input: impl BufRead) -> Result<Password, String> {
        match given {
            Some(password) => Ok(Password(Secret::new(password))),
            None => first_line(input),
        }
    }
}

/// A password from the first line, without its line end.
fn first_line(input: impl BufRead) -> Result<Password, String> {
    let mut line = String::new();
    let longest = u64::try_from(LONGEST_PASSWORD).unwrap_or(u64::MAX).saturating_add(3);
    let read = input.take(longest).read_line(&mut line);
    read.map_err(|error| format!("cannot read the password from the standard input: {error}"))?;
    let password = line.strip_suffix('\n').unwrap_or(&line);
    Ok(Password(Secret::new(password.strip_suffix('\r').unwrap_or(password))))
}
