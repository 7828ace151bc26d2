//! Removing an account and every alias that then leads nowhere.

use posthouse_engine::Range;

use super::accounts::delete_ranks;
use super::aliases::{AliasEntry, may_name};
use crate::change::{Change, retrying};
use crate::record::AliasRecord;
use crate::{Account, AccountId, Address, Directory, Error, keys};

impl Directory {
    /// Removes an account, its credentials, and it from all aliases; an alias without targets goes too.
    ///
    /// Its mail is not touched: remove that with the id of what this returns, then call [`Directory::mail_removed`].
    /// Until then the account is among [`Directory::removed_accounts`], so that a crash in between is no leak.
    pub async fn remove_account(&self, address: &Address) -> Result<Account, Error> {
        retrying(|| self.try_remove_account(address)).await
    }

    /// Accounts that were removed, but not their mail.
    pub async fn removed_accounts(&self) -> Result<Vec<AccountId>, Error> {
        let stored = self.engine.range(Range::prefix(keys::REMOVED)).await?;
        Ok(stored.iter().filter_map(|(key, _)| keys::last_account(key)).collect())
    }

    /// Notes that the mail of a removed account is gone too.
    pub async fn mail_removed(&self, id: AccountId) -> Result<(), Error> {
        retrying(|| async move {
            let mut change = Change::begin(&*self.engine).await?;
            change.delete(keys::removed(id));
            change.commit(&*self.engine).await
        })
        .await
    }

    async fn try_remove_account(&self, address: &Address) -> Result<Account, Error> {
        let mut change = Change::begin(&*self.engine).await?;
        let account = self.require_account(address).await?;
        delete_ranks(&mut change, &account);
        change.delete(keys::account(account.id));
        change.delete(keys::credentials(account.id));
        change.delete(keys::name(address));
        change.mark(keys::removed(account.id));
        self.leave_groups(&mut change, account.id).await?;
        self.forget_target(&mut change, address).await?;
        change.commit(&*self.engine).await?;
        Ok(account)
    }

    /// Takes `gone` out of all aliases, and what goes by that out of the others.
    async fn forget_target(&self, change: &mut Change, gone: &Address) -> Result<(), Error> {
        let mut aliases = self.aliases().await?;
        let mut gone = vec![gone.clone()];
        while let Some(name) = gone.pop() {
            for entry in &mut aliases {
                if !self.drop_target(entry, &name).await? {
                    continue;
                }
                if entry.targets.is_empty() {
                    change.delete(keys::alias(&entry.alias));
                    gone.push(entry.alias.clone());
                } else {
                    change.put(keys::alias(&entry.alias), &AliasRecord::of(&entry.alias, &entry.targets));
                }
            }
        }
        Ok(())
    }

    /// Takes what names `name` out of an alias; says whether there was such a target.
    async fn drop_target(&self, entry: &mut AliasEntry, name: &Address) -> Result<bool, Error> {
        let mut kept = Vec::with_capacity(entry.targets.len());
        for target in &entry.targets {
            if !may_name(target, name) || self.named_by(target).await?.as_ref() != Some(name) {
                kept.push(target.clone());
            }
        }
        let dropped = kept.len() < entry.targets.len();
        entry.targets = kept;
        Ok(dropped)
    }
}
