//! Adding, removing and listing aliases.

use std::collections::HashSet;

use posthouse_engine::Range;
use serde::{Deserialize, Serialize};

use crate::change::{Change, retrying};
use crate::record::{self, AliasRecord};
use crate::{Address, Directory, Error, keys};

/// How many targets one alias may have.
const MOST_TARGETS: usize = 200;

/// An alias in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasEntry {
    /// Its address.
    pub alias: Address,
    /// Where its mail goes.
    pub targets: Vec<Address>,
}

impl Directory {
    /// Adds `targets` to `alias`, which need not exist yet. Targets are accounts, aliases or subaddresses of them.
    pub async fn add_alias(&self, alias: &Address, targets: &[Address]) -> Result<(), Error> {
        if targets.is_empty() {
            return Err(Error::NoTargets(alias.clone()));
        }
        retrying(|| self.try_add_alias(alias, targets)).await
    }

    /// Removes an alias that no other alias leads to.
    pub async fn remove_alias(&self, alias: &Address) -> Result<(), Error> {
        retrying(|| self.try_remove_alias(alias)).await
    }

    /// All aliases, by domain and name.
    pub async fn aliases(&self) -> Result<Vec<AliasEntry>, Error> {
        let stored = self.engine.range(Range::prefix(keys::ALIASES)).await?;
        stored.iter().map(|(_, value)| read_alias(value)).collect()
    }

    /// The account or alias that mail for `target` goes to first: itself, or itself without its tag.
    pub(super) async fn named_by(&self, target: &Address) -> Result<Option<Address>, Error> {
        let without_tag = target.subaddress().map(|(user, _)| user);
        for address in [Some(target.clone()), without_tag].into_iter().flatten() {
            let found = self.engine.get_many(&[keys::name(&address), keys::alias(&address)]).await?;
            if found.iter().any(Option::is_some) {
                return Ok(Some(address));
            }
        }
        Ok(None)
    }

    async fn try_add_alias(&self, alias: &Address, targets: &[Address]) -> Result<(), Error> {
        let mut change = Change::begin(&*self.engine).await?;
        self.require_domain(alias.domain()).await?;
        if self.account_by_address(alias).await?.is_some() {
            return Err(Error::AccountExists(alias.clone()));
        }
        let mut all = self.targets_of(alias).await?.unwrap_or_default();
        for target in targets {
            self.require_target(alias, target).await?;
            if !all.contains(target) {
                all.push(target.clone());
            }
        }
        if all.len() > MOST_TARGETS {
            return Err(Error::TooManyTargets { alias: alias.clone(), limit: MOST_TARGETS });
        }
        change.put(keys::alias(alias), &AliasRecord::of(alias, &all));
        change.commit(&*self.engine).await
    }

    async fn try_remove_alias(&self, alias: &Address) -> Result<(), Error> {
        let mut change = Change::begin(&*self.engine).await?;
        if self.targets_of(alias).await?.is_none() {
            return Err(Error::UnknownAlias(alias.clone()));
        }
        for other in self.aliases().await? {
            if self.leads_to(&other, alias).await? {
                return Err(Error::AliasInUse { alias: alias.clone(), by: other.alias });
            }
        }
        change.delete(keys::alias(alias));
        change.commit(&*self.engine).await
    }

    async fn leads_to(&self, entry: &AliasEntry, name: &Address) -> Result<bool, Error> {
        for target in entry.targets.iter().filter(|target| may_name(target, name)) {
            if self.named_by(target).await?.as_ref() == Some(name) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn targets_of(&self, alias: &Address) -> Result<Option<Vec<Address>>, Error> {
        match self.engine.get(&keys::alias(alias)).await? {
            Some(bytes) => read_alias(&bytes).map(|entry| Some(entry.targets)),
            None => Ok(None),
        }
    }

    /// Fails unless `target` is local, exists, and does not lead back to `alias`.
    async fn require_target(&self, alias: &Address, target: &Address) -> Result<(), Error> {
        if !self.domain_is_local(target.domain()).await? {
            return Err(Error::ForeignTarget(target.clone()));
        }
        let looped = || Error::AliasLoop { alias: alias.clone(), target: target.clone() };
        match self.named_beside(alias, target).await? {
            None if may_name(target, alias) => Err(looped()),
            None => Err(Error::UnknownTarget(target.clone())),
            Some(named) if self.reaches(&named, alias).await? => Err(looped()),
            Some(_) => Ok(()),
        }
    }

    /// What `target` names once there is an alias `alias`: it may take what was a subaddress until then.
    async fn named_beside(&self, alias: &Address, target: &Address) -> Result<Option<Address>, Error> {
        match target == alias {
            true => Ok(Some(alias.clone())),
            false => self.named_by(target).await,
        }
    }

    /// Whether mail for `from` comes by `alias`.
    async fn reaches(&self, from: &Address, alias: &Address) -> Result<bool, Error> {
        let mut waiting = vec![from.clone()];
        let mut seen = HashSet::new();
        while let Some(address) = waiting.pop() {
            if address == *alias {
                return Ok(true);
            }
            if !seen.insert(address.clone()) {
                continue;
            }
            for target in self.targets_of(&address).await?.unwrap_or_default() {
                waiting.extend(self.named_beside(alias, &target).await?);
            }
        }
        Ok(false)
    }
}

/// Whether `target` is `name` or a subaddress of it.
pub(super) fn may_name(target: &Address, name: &Address) -> bool {
    target == name || target.subaddress().is_some_and(|(user, _)| user == *name)
}

fn read_alias(bytes: &[u8]) -> Result<AliasEntry, Error> {
    let stored = record::read::<AliasRecord>(bytes)?;
    Ok(AliasEntry { alias: record::read_address(&stored.address)?, targets: stored.targets()? })
}
