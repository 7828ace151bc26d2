//! The records of the directory, as they are stored (`docs/storage-format.md`, section "Directory").

use prost::Message;

use crate::{Account, AccountId, Address, Credentials, Error, ScramKeys};

/// The format that this version writes.
pub(crate) const FORMAT: u32 = 1;

/// The directory as a whole.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct MetaRecord {
    /// The format of everything in the directory.
    #[prost(uint32, tag = "1")]
    pub(crate) format: u32,
    /// Counts the changes; every change requires the number it has read.
    #[prost(uint64, tag = "2")]
    pub(crate) generation: u64,
    /// The number of the last account or group that was added.
    #[prost(uint64, tag = "3")]
    pub(crate) last_account: u64,
}

/// A secret that this server made for itself.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct SecretRecord {
    /// 32 random bytes.
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) secret: Vec<u8>,
}

/// A domain.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct DomainRecord {
    /// The format of this record, so that it is not empty.
    #[prost(uint32, tag = "1")]
    pub(crate) format: u32,
}

/// An account name, or that of a group.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct NameRecord {
    /// Whose name it is.
    #[prost(uint64, tag = "1")]
    pub(crate) account: u64,
}

/// An account.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct AccountRecord {
    /// Its address as it was written when it was added.
    #[prost(string, tag = "1")]
    pub(crate) address: String,
    /// Whether it administers the server.
    #[prost(bool, tag = "2")]
    pub(crate) admin: bool,
    /// The IMAP capabilities that its sessions do not have.
    #[prost(string, repeated, tag = "3")]
    pub(crate) capabilities_off: Vec<String>,
    /// Whether nobody logs in to it.
    #[prost(bool, tag = "4")]
    pub(crate) shared: bool,
}

/// A group.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct GroupRecord {
    /// Its name.
    #[prost(string, tag = "1")]
    pub(crate) name: String,
}

/// An alias.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct AliasRecord {
    /// Its address as it was written when it was added.
    #[prost(string, tag = "1")]
    pub(crate) address: String,
    /// Where its mail goes.
    #[prost(string, repeated, tag = "2")]
    pub(crate) targets: Vec<String>,
}

/// What is kept in place of a password.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct CredentialsRecord {
    /// The generation of the directory that set it.
    #[prost(uint64, tag = "1")]
    pub(crate) version: u64,
    /// PHC string.
    #[prost(string, tag = "2")]
    pub(crate) password_hash: String,
    /// RFC 5802.
    #[prost(message, optional, tag = "3")]
    pub(crate) scram_sha1: Option<ScramRecord>,
    /// RFC 7677.
    #[prost(message, optional, tag = "4")]
    pub(crate) scram_sha256: Option<ScramRecord>,
}

/// SCRAM keys of one hash function.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct ScramRecord {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) salt: Vec<u8>,
    #[prost(uint32, tag = "2")]
    pub(crate) iterations: u32,
    #[prost(bytes = "vec", tag = "3")]
    pub(crate) stored_key: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    pub(crate) server_key: Vec<u8>,
}

/// Reads a record.
pub(crate) fn read<M: Message + Default>(bytes: &[u8]) -> Result<M, Error> {
    M::decode(bytes).map_err(|_| Error::Damaged("a record cannot be decoded"))
}

/// An address that was stored.
pub(crate) fn read_address(text: &str) -> Result<Address, Error> {
    Address::parse(text).map_err(|_| Error::Damaged("a stored address is none"))
}

impl AccountRecord {
    pub(crate) fn of(account: &Account) -> Self {
        Self {
            address: account.address.to_string(),
            admin: account.admin,
            capabilities_off: account.capabilities_off.clone(),
            shared: account.shared,
        }
    }

    pub(crate) fn into_account(self, id: AccountId) -> Result<Account, Error> {
        let Self { address, admin, capabilities_off, shared } = self;
        Ok(Account { id, address: read_address(&address)?, admin, shared, capabilities_off })
    }
}

impl AliasRecord {
    pub(crate) fn of(alias: &Address, targets: &[Address]) -> Self {
        Self { address: alias.to_string(), targets: targets.iter().map(Address::to_string).collect() }
    }

    pub(crate) fn targets(&self) -> Result<Vec<Address>, Error> {
        self.targets.iter().map(|target| read_address(target)).collect()
    }
}

impl CredentialsRecord {
    pub(crate) fn of(credentials: Credentials, version: u64) -> Self {
        Self {
            version,
            password_hash: credentials.password_hash,
            scram_sha1: Some(credentials.scram_sha1.into()),
            scram_sha256: Some(credentials.scram_sha256.into()),
        }
    }

    pub(crate) fn into_credentials(self) -> Result<Credentials, Error> {
        let missing = Error::Damaged("credentials without SCRAM keys");
        Ok(Credentials {
            password_hash: self.password_hash,
            scram_sha1: self.scram_sha1.ok_or_else(|| missing.clone())?.into(),
            scram_sha256: self.scram_sha256.ok_or(missing)?.into(),
        })
    }
}

impl From<ScramKeys> for ScramRecord {
    fn from(keys: ScramKeys) -> Self {
        Self { salt: keys.salt, iterations: keys.iterations, stored_key: keys.stored_key, server_key: keys.server_key }
    }
}

impl From<ScramRecord> for ScramKeys {
    fn from(record: ScramRecord) -> Self {
        Self {
            salt: record.salt,
            iterations: record.iterations,
            stored_key: record.stored_key,
            server_key: record.server_key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_without_the_newer_fields_is_read() {
        let stored = b"\x0a\x0ba@b.example\x10\x01";
        let account = read::<AccountRecord>(stored).unwrap().into_account(AccountId(7)).unwrap();
        assert_eq!(account.address.to_string(), "a@b.example");
        assert!(account.admin && !account.shared && account.capabilities_off.is_empty());
        assert_eq!(AccountRecord::of(&account).encode_to_vec(), stored);
    }

    #[test]
    fn a_shared_account_has_one_field_more() {
        let stored = b"\x0a\x0ba@b.example\x20\x01";
        let account = read::<AccountRecord>(stored).unwrap().into_account(AccountId(7)).unwrap();
        assert!(account.shared && !account.admin);
        assert_eq!(AccountRecord::of(&account).encode_to_vec(), stored);
    }
}
