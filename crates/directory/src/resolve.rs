//! Who receives mail for an address.

use std::collections::{HashSet, VecDeque};

use crate::directory::read_name;
use crate::record::{self, AliasRecord};
use crate::{AccountId, Address, Directory, Error, keys};

/// Addresses looked at for one recipient; what an alias leads to beyond them gets nothing.
const MOST_LOOKUPS: usize = 1_000;

/// What becomes of mail for an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// It goes to these accounts: at least one, none twice.
    Accounts(Vec<Target>),
    /// The domain is ours, but nobody there has this name.
    UnknownUser,
    /// The domain is not ours.
    NotLocal,
}

/// One account that receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The account.
    pub account: AccountId,
    /// The detail of the subaddress that led to it, as it was written: `tag` of `user+tag@domain`.
    pub tag: Option<String>,
}

/// What one address is, before aliases are followed.
enum Entry {
    Account(Target),
    Alias { targets: Vec<Address>, tag: Option<String> },
    UnknownUser,
    NotLocal,
}

impl Directory {
    /// Who receives mail for `address`: an account of this name, else an alias, else, without its tag, a subaddress
    /// of either.
    ///
    /// `postmaster` of a domain of ours (RFC 5321 §4.5.1) goes, where nobody has that name, to the first of: the oldest
    /// administrator of the domain, its oldest account, the oldest administrator of the server, the oldest account of
    /// the server. Shared accounts do not stand in, since perhaps nobody reads them. Only a server without any other account
    /// has no postmaster.
    pub async fn resolve(&self, address: &Address) -> Result<Resolution, Error> {
        let accounts = match self.entry(address).await? {
            Entry::Account(target) => vec![target],
            Entry::Alias { targets, tag } => self.expand(targets, tag).await?,
            Entry::UnknownUser if address.is_postmaster() => self.stand_in(address).await?,
            Entry::UnknownUser => Vec::new(),
            Entry::NotLocal => return Ok(Resolution::NotLocal),
        };
        Ok(Resolution::of(accounts))
    }

    /// Who receives mail for `<Postmaster>` without a domain (RFC 5321 §4.1.1.3): the oldest administrator of the
    /// server, else its oldest account.
    pub async fn resolve_postmaster(&self) -> Result<Resolution, Error> {
        let first = self.first_ranked(None).await?;
        Ok(Resolution::of(first.map(Target::untagged).into_iter().collect()))
    }

    /// Follows aliases breadth first, each address once.
    async fn expand(&self, targets: Vec<Address>, tag: Option<String>) -> Result<Vec<Target>, Error> {
        let mut waiting: VecDeque<_> = targets.into_iter().map(|target| (target, tag.clone())).collect();
        let mut seen = HashSet::new();
        let mut accounts = Vec::new();
        while let Some((address, tag)) = waiting.pop_front() {
            if seen.len() >= MOST_LOOKUPS || !seen.insert(address.clone()) {
                continue;
            }
            match self.entry(&address).await? {
                Entry::Account(target) => add(&mut accounts, target.or_tag(tag)),
                Entry::Alias { targets, tag: own } => {
                    let tag = own.or(tag);
                    waiting.extend(targets.into_iter().take(MOST_LOOKUPS).map(|target| (target, tag.clone())));
                }
                Entry::UnknownUser | Entry::NotLocal => {}
            }
        }
        Ok(accounts)
    }

    async fn stand_in(&self, postmaster: &Address) -> Result<Vec<Target>, Error> {
        let first = match self.first_ranked(Some(postmaster.domain())).await? {
            None => self.first_ranked(None).await?,
            found => found,
        };
        Ok(first.map(Target::untagged).into_iter().collect())
    }

    /// Looks up an address and what it is without its tag, in one read.
    async fn entry(&self, address: &Address) -> Result<Entry, Error> {
        let mut keys = vec![keys::domain(address.domain()), keys::name(address), keys::alias(address)];
        let subaddress = address.subaddress();
        if let Some((user, _)) = &subaddress {
            keys.extend([keys::name(user), keys::alias(user)]);
        }
        let found = self.engine.get_many(&keys).await?;
        let mut found = found.iter().map(Option::as_deref);
        if found.next().flatten().is_none() {
            return Ok(Entry::NotLocal);
        }
        let tag = subaddress.map(|(_, tag)| tag.to_owned());
        for tag in [None, tag] {
            if let Some(entry) = entry(found.next().flatten(), found.next().flatten(), tag)? {
                return Ok(entry);
            }
        }
        Ok(Entry::UnknownUser)
    }
}

/// What the stored name or alias of one address says.
fn entry(name: Option<&[u8]>, alias: Option<&[u8]>, tag: Option<String>) -> Result<Option<Entry>, Error> {
    if let Some(bytes) = name {
        return Ok(Some(Entry::Account(Target { account: read_name(bytes)?, tag })));
    }
    let Some(bytes) = alias else {
        return Ok(None);
    };
    let targets = record::read::<AliasRecord>(bytes)?.targets()?;
    Ok(Some(Entry::Alias { targets, tag }))
}

fn add(accounts: &mut Vec<Target>, target: Target) {
    if !accounts.iter().any(|known| known.account == target.account) {
        accounts.push(target);
    }
}

impl Resolution {
    fn of(accounts: Vec<Target>) -> Self {
        if accounts.is_empty() { Self::UnknownUser } else { Self::Accounts(accounts) }
    }
}

impl Target {
    fn untagged(account: AccountId) -> Self {
        Self { account, tag: None }
    }

    /// The same with `tag`, unless it has one.
    fn or_tag(self, tag: Option<String>) -> Self {
        Self { tag: self.tag.or(tag), ..self }
    }
}
