//! The accounts of others, as far as a user was given rights to their mailboxes: those of other users, and shared ones.
//!
//! Whatever name a client asks for, the same is done: the address in it is looked up, and whether who has it, or nobody, has
//! given the user a right. Only then is the account looked at, so that one that has given none is, to the user, as one
//! that is not there.

use posthouse_directory::{self as directory, Address, Directory};
use posthouse_mailbox::{Account, AccountId, GroupId, MailboxName, Reader, ShareWatch, Store};

use crate::Context;
use crate::error::Error;
use crate::place::{self, Namespace, Prefix};

/// How many owners one user is told of, those that came first; the mailboxes of more can be named.
pub(crate) const MAX_OWNERS: usize = 1000;

/// Who looks, and where.
pub(crate) struct Others {
    store: Store,
    directory: Directory,
    reader: Reader,
}

/// The account of somebody else, or a shared one, as the user sees it.
#[derive(Clone)]
pub(crate) struct Neighbour {
    pub(crate) account: Account,
    pub(crate) prefix: Prefix,
}

impl Others {
    /// What this account sees of others. The groups are those that it is in now.
    ///
    /// # Errors
    /// Where the directory fails.
    pub(crate) async fn of(account: AccountId, context: &Context) -> Result<Self, Error> {
        let groups = context.directory.groups_of(directory::AccountId(account.0)).await?;
        let reader = Reader::new(account, groups.into_iter().map(|group| GroupId(group.0)));
        Ok(Self { store: context.store.clone(), directory: context.directory.clone(), reader })
    }

    /// The account that has the mailbox of this name, if it has given the user a right. Costs the same however many have.
    ///
    /// # Errors
    /// Where the storage fails.
    pub(crate) async fn owner_of(&self, full_name: &MailboxName) -> Result<Option<Neighbour>, Error> {
        let Some(address) = place::owner_in(full_name.as_str()) else { return Ok(None) };
        let Some((owner, known)) = self.giver(&address).await? else { return Ok(None) };
        let prefix = prefix(&known);
        match prefix.strip(full_name) {
            Some(_) => self.visit(owner, prefix).await.map(Some),
            None => Ok(None),
        }
    }

    /// The account with this address, if it has given the user a right. What is read if it has not does not depend on
    /// whether it is there.
    async fn giver(&self, address: &Address) -> Result<Option<(AccountId, directory::Account)>, Error> {
        let id = self.directory.account_id(address).await?.unwrap_or(directory::AccountId::NOBODY);
        let owner = AccountId(id.0);
        if !self.store.is_shared_with(owner, &self.reader).await? {
            return Ok(None);
        }
        Ok(self.directory.account(id).await?.map(|known| (owner, known)))
    }

    /// All accounts that have given the user a right.
    ///
    /// # Errors
    /// Where the storage fails.
    pub(crate) async fn all(&self) -> Result<Vec<Neighbour>, Error> {
        let mut neighbours = Vec::new();
        for (owner, prefix) in self.owners().await? {
            neighbours.push(self.visit(owner, prefix).await?);
        }
        Ok(neighbours)
    }

    /// Tells when there may be one more.
    pub(crate) fn watch(&self) -> ShareWatch {
        self.store.watch_shares()
    }

    async fn owners(&self) -> Result<Vec<(AccountId, Prefix)>, Error> {
        let mut owners = Vec::new();
        for owner in self.store.shared_with(&self.reader).await?.into_iter().take(MAX_OWNERS) {
            let known = self.directory.account(directory::AccountId(owner.0)).await?;
            owners.extend(known.map(|known| (owner, prefix(&known))));
        }
        Ok(owners)
    }

    async fn visit(&self, owner: AccountId, prefix: Prefix) -> Result<Neighbour, Error> {
        let account = self.store.account(owner).await?.shown_to(self.reader.clone()).await?;
        Ok(Neighbour { account, prefix })
    }
}

/// What stands before the names of an account's mailboxes.
fn prefix(owner: &directory::Account) -> Prefix {
    let namespace = if owner.shared { Namespace::Shared } else { Namespace::OtherUsers };
    Prefix::of(namespace, &owner.address.to_unicode())
}

#[cfg(test)]
mod tests;
