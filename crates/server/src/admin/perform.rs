//! Doing what is asked.

use std::sync::Arc;

use posthouse_auth::{PasswordError, credentials};
use posthouse_directory::{AccountId, Address, Credentials, Directory, GroupName};
use posthouse_mailbox::{Account, Store};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use super::acl::{self, AclRefusal};
use super::mail::RemoveMail;
use super::mailbox::{self, MailboxRefusal};
use super::quota::{Limits, Report};
use super::request::{
    AccountRequest, AclRequest, AliasRequest, DomainRequest, GroupRequest, MailboxOrder, MailboxRequest, Password,
    Request, Response,
};
use crate::capability::CapabilityName;

/// Performs requests. Clones share everything.
#[derive(Clone)]
pub(crate) struct Admin {
    directory: Directory,
    pub(super) store: Store,
    mail: Arc<dyn RemoveMail>,
    /// Held while mail is removed: a command and maintenance may both be about to.
    removal: Arc<Mutex<()>>,
}

/// Why nothing was changed; the texts are for the administrator.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error(transparent)]
    Directory(#[from] posthouse_directory::Error),
    #[error(transparent)]
    Acl(#[from] AclRefusal),
    #[error(transparent)]
    Mailbox(#[from] MailboxRefusal),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error("the password could not be hashed")]
    Hashing(#[from] tokio::task::JoinError),
    #[error(transparent)]
    Store(#[from] posthouse_mailbox::Error),
    #[error("{account} is removed, but not all its mail: {error}; the server tries again")]
    Mail { account: Address, error: String },
}

impl Admin {
    pub(crate) fn new(directory: Directory, store: Store, mail: Arc<dyn RemoveMail>) -> Self {
        Self { directory, store, mail, removal: Arc::default() }
    }

    /// Does what is asked; it is durable when this returns.
    pub(crate) async fn perform(&self, request: Request) -> Response {
        let done = match request {
            Request::Domain(request) => self.domain(request).await,
            Request::Account(request) => self.account(request).await,
            Request::Alias(request) => self.alias(request).await,
            Request::Group(request) => self.group(request).await,
            Request::Acl(request) => self.acl(request).await,
            Request::Mailbox(request) => self.mailbox(request).await,
        };
        done.unwrap_or_else(|refusal| Response::Failed(refusal.to_string()))
    }

    /// Removes the mail of accounts that were removed when a crash or a failure came in between.
    ///
    /// What fails is logged and stays to be done; it keeps nobody from working. Says how many are done.
    pub(crate) async fn finish_removals(&self) -> usize {
        let removed = self.directory.removed_accounts().await.unwrap_or_else(|error| {
            tracing::warn!("removed accounts cannot be listed: {error}");
            Vec::new()
        });
        let mut done = 0;
        for account in removed {
            match self.remove_mail(account).await {
                Ok(()) => done += 1,
                Err(error) => tracing::warn!(account = account.0, "the mail of a removed account stays: {error}"),
            }
        }
        done
    }

    async fn domain(&self, request: DomainRequest) -> Result<Response, Refusal> {
        match request {
            DomainRequest::Add { domain } => {
                self.directory.add_domain(&domain).await?;
                done(format!("added the domain {domain}"))
            }
            DomainRequest::Remove { domain } => {
                self.directory.remove_domain(&domain).await?;
                done(format!("removed the domain {domain}"))
            }
            DomainRequest::List => Ok(Response::Domains(self.directory.domains().await?)),
        }
    }

    async fn account(&self, request: AccountRequest) -> Result<Response, Refusal> {
        match request {
            AccountRequest::Add { address, password, admin } => {
                self.directory.add_account(&address, hashed(password).await?, admin).await?;
                done(format!("added the account {address}"))
            }
            AccountRequest::AddShared { address } => {
                self.directory.add_shared_account(&address).await?;
                done(format!("added the shared account {address}"))
            }
            AccountRequest::Share { address } => {
                self.share(&address).await?;
                done(format!("{address} is a shared account; nobody logs in to it any more"))
            }
            AccountRequest::Password { address, password } => {
                self.directory.set_credentials(&address, hashed(password).await?).await?;
                done(format!("{address} has a new password"))
            }
            AccountRequest::Remove { address } => {
                self.remove_account(&address).await?;
                done(format!("removed the account {address} and its mail"))
            }
            AccountRequest::Admin { address, admin } => self.set_admin(&address, admin).await,
            AccountRequest::Quota { address, limits } => self.quota(address, limits).await,
            AccountRequest::Capability { address, off, on } => self.switch(&address, &off, &on).await,
            AccountRequest::List => Ok(Response::Accounts(self.directory.accounts().await?)),
        }
    }

    /// What those who logged in have authorized others to fetch goes with their logins (RFC 4467 §7).
    async fn share(&self, address: &Address) -> Result<(), Refusal> {
        let account = self.directory.share_account(address).await?;
        self.mail.end_sessions(account).await;
        let account = self.store.account(posthouse_mailbox::AccountId(account.0)).await?;
        Ok(account.remove_access_keys().await?)
    }

    async fn alias(&self, request: AliasRequest) -> Result<Response, Refusal> {
        match request {
            AliasRequest::Add { alias, targets } => {
                self.directory.add_alias(&alias, &targets).await?;
                done(format!("mail for {alias} goes to {}", join(&targets)))
            }
            AliasRequest::Remove { alias } => {
                self.directory.remove_alias(&alias).await?;
                done(format!("removed the alias {alias}"))
            }
            AliasRequest::List => Ok(Response::Aliases(self.directory.aliases().await?)),
        }
    }

    async fn group(&self, request: GroupRequest) -> Result<Response, Refusal> {
        match request {
            GroupRequest::Add { group } => {
                self.directory.add_group(&group).await?;
                done(format!("made the group {group}"))
            }
            GroupRequest::Remove { group } => {
                let members = self.members_of(&group).await?;
                self.directory.remove_group(&group).await?;
                self.end_sessions(&members).await?;
                done(format!("removed the group {group}"))
            }
            GroupRequest::Join { group, members } => {
                self.directory.add_members(&group, &members).await?;
                done(format!("{group} has {}", join(&members)))
            }
            GroupRequest::Leave { group, members } => {
                self.directory.remove_members(&group, &members).await?;
                self.end_sessions(&members).await?;
                done(format!("{group} no longer has {}", join(&members)))
            }
            GroupRequest::List => Ok(Response::Groups(self.directory.groups().await?)),
        }
    }

    async fn acl(&self, request: AclRequest) -> Result<Response, Refusal> {
        match request {
            AclRequest::Set { account, mailbox, identifier, rights } => {
                acl::set(&self.directory, &self.store, &account, &mailbox, &identifier, &rights).await?;
                let rights = if rights.is_empty() { "no rights" } else { &rights };
                done(format!("{identifier} has {rights} to {mailbox} of {account}"))
            }
            AclRequest::List { account } => Ok(Response::Acl(acl::list(&self.directory, &self.store, &account).await?)),
        }
    }

    async fn mailbox(&self, MailboxRequest { account, order }: MailboxRequest) -> Result<Response, Refusal> {
        let mailboxes = self.open(self.find(&account).await?.id).await?;
        match order {
            MailboxOrder::Add { mailbox } => {
                mailbox::add(&mailboxes, &mailbox).await?;
                done(format!("made the mailbox {mailbox} of {account}"))
            }
            MailboxOrder::Remove { mailbox } => {
                mailbox::remove(&mailboxes, &mailbox).await?;
                done(format!("removed the mailbox {mailbox} of {account} and its messages"))
            }
            MailboxOrder::Rename { mailbox, name } => {
                mailbox::rename(&mailboxes, &mailbox, &name).await?;
                done(format!("renamed the mailbox {mailbox} of {account} to {name}"))
            }
            MailboxOrder::List => Ok(Response::Mailboxes(mailbox::list(&mailboxes))),
        }
    }

    async fn find(&self, address: &Address) -> Result<posthouse_directory::Account, Refusal> {
        let found = self.directory.account_by_address(address).await?;
        Ok(found.ok_or_else(|| posthouse_directory::Error::UnknownAccount(address.clone()))?)
    }

    /// The mailboxes of an account, with every right to them.
    async fn open(&self, account: AccountId) -> Result<Account, Refusal> {
        Ok(self.store.account(posthouse_mailbox::AccountId(account.0)).await?)
    }

    async fn members_of(&self, name: &GroupName) -> Result<Vec<Address>, Refusal> {
        let groups = self.directory.groups().await?;
        Ok(groups.into_iter().find(|entry| entry.group == *name).map(|entry| entry.members).unwrap_or_default())
    }

    /// A session knows the groups of its account since it began, so that it ends with a membership.
    async fn end_sessions(&self, of: &[Address]) -> Result<(), Refusal> {
        for address in of {
            if let Some(account) = self.directory.account_by_address(address).await? {
                self.mail.end_sessions(account.id).await;
            }
        }
        Ok(())
    }

    async fn set_admin(&self, address: &Address, admin: bool) -> Result<Response, Refusal> {
        self.directory.set_admin(address, admin).await?;
        done(format!("{address} is {} administrator", if admin { "an" } else { "no" }))
    }

    /// Switches capabilities, if any are given, and tells which are off.
    async fn switch(
        &self,
        address: &Address,
        off: &[CapabilityName],
        on: &[CapabilityName],
    ) -> Result<Response, Refusal> {
        if off.is_empty() && on.is_empty() {
            return Ok(Response::Off(self.find(address).await?.capabilities_off));
        }
        let names = |of: &[CapabilityName]| of.iter().map(CapabilityName::as_str).collect::<Vec<_>>();
        let account = self.directory.switch_capabilities(address, &names(off), &names(on)).await?;
        Ok(Response::Off(account.capabilities_off))
    }

    /// Sets limits, if any are given, and tells how the account stands.
    async fn quota(&self, address: Address, limits: Limits) -> Result<Response, Refusal> {
        let account = self.find(&address).await?;
        let mailboxes = self.open(account.id).await?;
        if !limits.is_empty() {
            mailboxes.set_quota(limits.into()).await?;
        }
        Ok(Response::Quota(Report::of(account.address, &mailboxes)))
    }

    async fn remove_account(&self, address: &Address) -> Result<(), Refusal> {
        let account = self.directory.remove_account(address).await?;
        let removed = self.remove_mail(account.id).await;
        removed.map_err(|error| Refusal::Mail { account: account.address, error })
    }

    async fn remove_mail(&self, account: AccountId) -> Result<(), String> {
        let _turn = self.removal.lock().await;
        self.mail.remove_mail(account).await?;
        self.directory.mail_removed(account).await.map_err(|error| error.to_string())
    }
}

fn done(text: String) -> Result<Response, Refusal> {
    Ok(Response::Done(text))
}

async fn hashed(password: Password) -> Result<Credentials, Refusal> {
    Ok(spawn_blocking(move || credentials::make(&password.0)).await??)
}

fn join(addresses: &[Address]) -> String {
    let texts: Vec<_> = addresses.iter().map(Address::to_string).collect();
    texts.join(", ")
}
