//! Adding, changing and listing accounts.

use std::collections::BTreeSet;

use posthouse_engine::Range;

use crate::change::{Change, retrying};
use crate::record::{self, AccountRecord, CredentialsRecord, NameRecord};
use crate::{Account, AccountId, Address, Credentials, Directory, Error, keys};

/// `Local-part` limit of RFC 5321 §4.5.3.1.1 in octets; every peer takes a local part of this length.
const LONGEST_LOCAL_PART: usize = 64;

impl Directory {
    /// Adds an account that somebody logs in to. Its domain must be one of ours, and no account or alias may have its name.
    pub async fn add_account(
        &self,
        address: &Address,
        credentials: Credentials,
        admin: bool,
    ) -> Result<Account, Error> {
        let new = new_account(address)?;
        retrying(|| self.try_add_account(Account { admin, ..new.clone() }, Some(&credentials))).await
    }

    /// Adds a shared account, which nobody logs in to, under the same conditions.
    pub async fn add_shared_account(&self, address: &Address) -> Result<Account, Error> {
        let new = new_account(address)?;
        retrying(|| self.try_add_account(Account { shared: true, ..new.clone() }, None)).await
    }

    /// Replaces the credentials of the account `address`; whoever is logged in stays so.
    pub async fn set_credentials(&self, address: &Address, credentials: Credentials) -> Result<AccountId, Error> {
        retrying(|| self.try_set_credentials(address, &credentials)).await
    }

    /// Makes the account `address` an administrator, or one no longer.
    pub async fn set_admin(&self, address: &Address, admin: bool) -> Result<AccountId, Error> {
        retrying(|| self.try_set_admin(address, admin)).await
    }

    /// Makes the account `address` a shared one for good: its credentials go, and it leaves its groups. Whoever is logged in
    /// stays so; its mail is not touched.
    pub async fn share_account(&self, address: &Address) -> Result<AccountId, Error> {
        retrying(|| self.try_share_account(address)).await
    }

    /// Switches IMAP capabilities of the account `address` off, and others on again; says how it stands then.
    pub async fn switch_capabilities(&self, address: &Address, off: &[&str], on: &[&str]) -> Result<Account, Error> {
        retrying(|| self.try_switch_capabilities(address, off, on)).await
    }

    /// All accounts, the oldest first.
    pub async fn accounts(&self) -> Result<Vec<Account>, Error> {
        let stored = self.engine.range(Range::prefix(keys::ACCOUNTS)).await?;
        stored.iter().map(|(key, value)| read_account(key, value)).collect()
    }

    /// The account `address`, or the error that says that there is none.
    pub(crate) async fn require_account(&self, address: &Address) -> Result<Account, Error> {
        self.account_by_address(address).await?.ok_or_else(|| Error::UnknownAccount(address.clone()))
    }

    /// The account `address`, or the error that says that there is none that somebody logs in to.
    pub(super) async fn require_user(&self, address: &Address) -> Result<Account, Error> {
        match self.require_account(address).await? {
            Account { shared: true, address, .. } => Err(Error::SharedAccount(address)),
            user => Ok(user),
        }
    }

    /// Fails if an account or an alias is named `address`.
    async fn require_free(&self, address: &Address) -> Result<(), Error> {
        let found = self.engine.get_many(&[keys::name(address), keys::alias(address)]).await?;
        match found.as_slice() {
            [None, None] => Ok(()),
            [None, _] => Err(Error::AliasExists(address.clone())),
            _ => Err(Error::AccountExists(address.clone())),
        }
    }

    async fn try_add_account(&self, new: Account, credentials: Option<&Credentials>) -> Result<Account, Error> {
        let mut change = Change::begin(&*self.engine).await?;
        self.require_domain(new.address.domain()).await?;
        self.require_free(&new.address).await?;
        let account = Account { id: change.new_account_id(), ..new };
        let version = change.generation();
        change.put(keys::name(&account.address), &NameRecord { account: account.id.0 });
        if let Some(credentials) = credentials {
            change.put(keys::credentials(account.id), &CredentialsRecord::of(credentials.clone(), version));
        }
        put_account(&mut change, &account);
        change.commit(&*self.engine).await?;
        Ok(account)
    }

    async fn try_set_credentials(&self, address: &Address, credentials: &Credentials) -> Result<AccountId, Error> {
        let mut change = Change::begin(&*self.engine).await?;
        let id = self.require_user(address).await?.id;
        let version = change.generation();
        change.put(keys::credentials(id), &CredentialsRecord::of(credentials.clone(), version));
        change.commit(&*self.engine).await?;
        Ok(id)
    }

    async fn try_set_admin(&self, address: &Address, admin: bool) -> Result<AccountId, Error> {
        let mut change = Change::begin(&*self.engine).await?;
        let account = self.require_user(address).await?;
        delete_ranks(&mut change, &account);
        put_account(&mut change, &Account { admin, ..account.clone() });
        change.commit(&*self.engine).await?;
        Ok(account.id)
    }

    async fn try_share_account(&self, address: &Address) -> Result<AccountId, Error> {
        let mut change = Change::begin(&*self.engine).await?;
        let account = self.require_user(address).await?;
        delete_ranks(&mut change, &account);
        change.delete(keys::credentials(account.id));
        self.leave_groups(&mut change, account.id).await?;
        let id = account.id;
        put_account(&mut change, &Account { admin: false, shared: true, capabilities_off: Vec::new(), ..account });
        change.commit(&*self.engine).await?;
        Ok(id)
    }

    async fn try_switch_capabilities(&self, of: &Address, off: &[&str], on: &[&str]) -> Result<Account, Error> {
        let mut change = Change::begin(&*self.engine).await?;
        let mut account = self.require_user(of).await?;
        let mut names: BTreeSet<String> = account.capabilities_off.into_iter().collect();
        names.extend(off.iter().map(|name| (*name).to_owned()));
        names.retain(|name| !on.contains(&name.as_str()));
        account.capabilities_off = names.into_iter().collect();
        change.put(keys::account(account.id), &AccountRecord::of(&account));
        change.commit(&*self.engine).await?;
        Ok(account)
    }
}

/// An account that is still to be numbered.
fn new_account(address: &Address) -> Result<Account, Error> {
    if address.folded_local_part().len().max(address.local_part().len()) > LONGEST_LOCAL_PART {
        return Err(Error::LocalPartTooLong(address.clone()));
    }
    let (id, address) = (AccountId::NOBODY, address.clone());
    Ok(Account { id, address, admin: false, shared: false, capabilities_off: Vec::new() })
}

/// Sets an account's record and ranks.
fn put_account(change: &mut Change, account: &Account) {
    change.put(keys::account(account.id), &AccountRecord::of(account));
    for domain in [None, Some(account.address.domain())] {
        change.mark(keys::rank(domain, account));
    }
}

/// Takes an account out of the ranks.
pub(super) fn delete_ranks(change: &mut Change, account: &Account) {
    for domain in [None, Some(account.address.domain())] {
        change.delete(keys::rank(domain, account));
    }
}

fn read_account(key: &[u8], value: &[u8]) -> Result<Account, Error> {
    let id = keys::last_account(key).ok_or(Error::Damaged("an account's key has no number"))?;
    record::read::<AccountRecord>(value)?.into_account(id)
}
