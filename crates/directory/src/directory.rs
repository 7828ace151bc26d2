//! Looking things up.

use std::sync::Arc;

use posthouse_engine::{Batch, CommitError, Engine, Range};
use prost::Message;

use crate::record::{
    self, AccountRecord, CredentialsRecord, FORMAT, GroupRecord, MetaRecord, NameRecord, SecretRecord,
};
use crate::{Account, AccountId, Address, Domain, Error, GroupId, GroupName, LoginRecord, Resolution, keys};

/// Domains, accounts, aliases and credentials in an engine. Clones share it.
///
/// Nothing is kept in memory: a lookup is one read of the engine, a login two, and so every lookup sees every change,
/// whoever made it.
#[derive(Clone)]
pub struct Directory {
    pub(crate) engine: Arc<dyn Engine>,
}

impl Directory {
    /// Opens the directory of `engine`; an engine without one has an empty one.
    ///
    /// Fails with [`Error::TooNew`] on data of a later version.
    pub async fn open(engine: Arc<dyn Engine>) -> Result<Self, Error> {
        let Some(bytes) = engine.get(keys::META).await? else {
            return Ok(Self { engine });
        };
        let found = record::read::<MetaRecord>(&bytes)?.format;
        if found > FORMAT {
            return Err(Error::TooNew { found, known: FORMAT });
        }
        Ok(Self { engine })
    }

    /// Whether mail for `domain` is for this server.
    pub async fn domain_is_local(&self, domain: &Domain) -> Result<bool, Error> {
        Ok(self.engine.get(&keys::domain(domain)).await?.is_some())
    }

    /// The account whose own address is `address`; neither aliases nor subaddresses count.
    pub async fn account_by_address(&self, address: &Address) -> Result<Option<Account>, Error> {
        match self.account_id(address).await? {
            Some(id) => self.account(id).await,
            None => Ok(None),
        }
    }

    /// The account that logs in as `name`: its full address without regard to case. A text that is no address is nobody's.
    pub async fn account_by_name(&self, name: &str) -> Result<Option<Account>, Error> {
        match Address::parse(name) {
            Ok(address) => self.account_by_address(&address).await,
            Err(_) => Ok(None),
        }
    }

    /// The account with this number.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, Error> {
        let Some(bytes) = self.engine.get(&keys::account(id)).await? else {
            return Ok(None);
        };
        record::read::<AccountRecord>(&bytes)?.into_account(id).map(Some)
    }

    /// The groups that an account is in, the oldest first.
    pub async fn groups_of(&self, account: AccountId) -> Result<Vec<GroupId>, Error> {
        let stored = self.engine.range(Range::prefix(keys::memberships_of(account))).await?;
        Ok(stored.iter().filter_map(|(key, _)| keys::last_group(key)).collect())
    }

    /// The group with this name.
    pub async fn group_by_name(&self, name: &GroupName) -> Result<Option<GroupId>, Error> {
        match self.engine.get(&keys::group_name(name)).await? {
            Some(bytes) => Ok(Some(GroupId(record::read::<NameRecord>(&bytes)?.account))),
            None => Ok(None),
        }
    }

    /// The name of a group; `None` where it was removed.
    pub async fn group(&self, id: GroupId) -> Result<Option<GroupName>, Error> {
        let Some(bytes) = self.engine.get(&keys::group(id)).await? else { return Ok(None) };
        let name = record::read::<GroupRecord>(&bytes)?.name;
        GroupName::parse(&name).map(Some).map_err(|_| Error::Damaged("a stored name of a group is none"))
    }

    /// What is needed to log in as `name`. An address that is nobody's, or of a shared account, costs the same two reads as
    /// somebody's.
    pub async fn login(&self, name: &str) -> Result<Option<LoginRecord>, Error> {
        let id = match Address::parse(name) {
            Ok(address) => self.account_id(&address).await?,
            Err(_) => None,
        };
        let id = id.unwrap_or(AccountId::NOBODY);
        let found = self.engine.get_many(&[keys::account(id), keys::credentials(id)]).await?;
        match found.as_slice() {
            [Some(account), Some(credentials)] => {
                Ok(Some(login_record(id, account, credentials)?).filter(|record| !record.account.shared))
            }
            _ => Ok(None),
        }
    }

    /// Whether `account` may send as `address`: its own, a subaddress of it, or an alias that leads to it.
    pub async fn owns(&self, account: AccountId, address: &Address) -> Result<bool, Error> {
        Ok(match self.resolve(address).await? {
            Resolution::Accounts(targets) => targets.iter().any(|target| target.account == account),
            Resolution::UnknownUser | Resolution::NotLocal => false,
        })
    }

    /// A secret of this server that stays the same: the stored one, or `fresh`, which is then stored.
    pub async fn server_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], Error> {
        let mut batch = Batch::new();
        batch.require_absent(keys::SECRET).put(keys::SECRET, SecretRecord { secret: fresh.to_vec() }.encode_to_vec());
        match self.engine.commit(batch).await {
            Ok(()) => Ok(fresh),
            Err(CommitError::Conflict { .. }) => self.stored_secret().await,
            Err(CommitError::Engine(error)) => Err(error.into()),
        }
    }

    async fn stored_secret(&self) -> Result<[u8; 32], Error> {
        let damaged = Error::Damaged("the server's secret is not 32 bytes");
        let bytes = self.engine.get(keys::SECRET).await?.ok_or_else(|| damaged.clone())?;
        record::read::<SecretRecord>(&bytes)?.secret.try_into().map_err(|_| damaged)
    }

    /// The number of the account whose own address is `address`, by one read, whether there is one or not.
    pub async fn account_id(&self, address: &Address) -> Result<Option<AccountId>, Error> {
        match self.engine.get(&keys::name(address)).await? {
            Some(bytes) => read_name(&bytes).map(Some),
            None => Ok(None),
        }
    }

    /// The first account that stands in for the postmaster of `domain`, or of the server.
    pub(crate) async fn first_ranked(&self, domain: Option<&Domain>) -> Result<Option<AccountId>, Error> {
        let ranks = Range::between(keys::ranks_of(domain), keys::ranks_end(domain));
        let first = self.engine.range(ranks.limit(1)).await?;
        Ok(first.first().and_then(|(key, _)| keys::last_account(key)))
    }
}

/// The account in a [`NameRecord`].
pub(crate) fn read_name(bytes: &[u8]) -> Result<AccountId, Error> {
    record::read::<NameRecord>(bytes).map(|name| AccountId(name.account))
}

fn login_record(id: AccountId, account: &[u8], credentials: &[u8]) -> Result<LoginRecord, Error> {
    let account = record::read::<AccountRecord>(account)?.into_account(id)?;
    let stored = record::read::<CredentialsRecord>(credentials)?;
    let version = stored.version;
    Ok(LoginRecord { account, credentials: stored.into_credentials()?, version })
}
