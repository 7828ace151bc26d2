//! Removing an account and every alias that then leads nowhere.

use super::accounts::delete_ranks;
use super::aliases::{AliasEntry, may_name};
use crate::change::{Change, retrying};
use crate::record::AliasRecord;
use crate::{Account, Address, Directory, Error, keys};

impl Directory {
    /// Removes an account, its credentials, and it from all aliases; an alias without targets goes too.
    ///
    /// Its mail is not touched: remove that with the id of what this returns.
    pub async fn remove_account(&self, address: &Address) -> Result<Account, Error> {
        retrying(|| self.try_remove_account(address)).await
    }

    async fn try_remove_account(&self, address: &Address) -> Result<Account, Error> {
        let mut change = Change::begin(&*self.engine).await?;
        let account = self.require_account(address).await?;
        delete_ranks(&mut change, &account);
        change.delete(keys::account(account.id));
        change.delete(keys::credentials(account.id));
        change.delete(keys::name(address));
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
