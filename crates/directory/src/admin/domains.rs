//! Adding, removing and listing domains.

use posthouse_engine::Range;
use serde::{Deserialize, Serialize};

use crate::change::{Change, retrying};
use crate::record::{DomainRecord, FORMAT};
use crate::{Directory, Domain, Error, keys};

/// A domain in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainEntry {
    /// The domain, in A-labels.
    pub domain: Domain,
    /// The same in U-labels.
    pub unicode: String,
    /// How many accounts it has.
    pub accounts: usize,
    /// How many aliases it has.
    pub aliases: usize,
}

impl Directory {
    /// Makes `domain` one of this server.
    pub async fn add_domain(&self, domain: &Domain) -> Result<(), Error> {
        if domain.is_literal() {
            return Err(Error::LiteralDomain(domain.clone()));
        }
        retrying(|| self.try_add_domain(domain)).await
    }

    /// Makes `domain` foreign. It must have neither accounts nor aliases.
    pub async fn remove_domain(&self, domain: &Domain) -> Result<(), Error> {
        retrying(|| self.try_remove_domain(domain)).await
    }

    /// All domains of this server, in the order of their names.
    pub async fn domains(&self) -> Result<Vec<DomainEntry>, Error> {
        let mut entries = Vec::new();
        for (key, _) in self.engine.range(Range::prefix(keys::DOMAINS)).await? {
            entries.push(self.domain_entry(read_domain(&key)?).await?);
        }
        Ok(entries)
    }

    /// Fails unless `domain` is one of ours.
    pub(crate) async fn require_domain(&self, domain: &Domain) -> Result<(), Error> {
        match self.domain_is_local(domain).await? {
            true => Ok(()),
            false => Err(Error::UnknownDomain(domain.clone())),
        }
    }

    async fn try_add_domain(&self, domain: &Domain) -> Result<(), Error> {
        let mut change = Change::begin(&*self.engine).await?;
        if self.domain_is_local(domain).await? {
            return Err(Error::DomainExists(domain.clone()));
        }
        change.put(keys::domain(domain), &DomainRecord { format: FORMAT });
        change.commit(&*self.engine).await
    }

    async fn try_remove_domain(&self, domain: &Domain) -> Result<(), Error> {
        let mut change = Change::begin(&*self.engine).await?;
        self.require_domain(domain).await?;
        let DomainEntry { domain, accounts, aliases, .. } = self.domain_entry(domain.clone()).await?;
        if accounts + aliases > 0 {
            return Err(Error::DomainInUse { domain, accounts, aliases });
        }
        change.delete(keys::domain(&domain));
        change.commit(&*self.engine).await
    }

    async fn domain_entry(&self, domain: Domain) -> Result<DomainEntry, Error> {
        let accounts = self.engine.range(Range::prefix(keys::ranks_of(Some(&domain)))).await?.len();
        let aliases = self.engine.range(Range::prefix(keys::aliases_of(&domain))).await?.len();
        Ok(DomainEntry { unicode: domain.to_unicode(), domain, accounts, aliases })
    }
}

fn read_domain(key: &[u8]) -> Result<Domain, Error> {
    let name = key.strip_prefix(keys::DOMAINS).and_then(|name| std::str::from_utf8(name).ok());
    name.and_then(|name| Domain::parse(name).ok()).ok_or(Error::Damaged("a domain's key is no domain"))
}
