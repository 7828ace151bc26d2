//! What the directory knows of one account.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Address;

/// The number of an account: given out serially, never used again, the same for the account's whole life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub u64);

impl AccountId {
    /// The id that no account ever has; useful where a lookup must cost the same without an account.
    pub const NOBODY: Self = Self(0);
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An account without its credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its own address, which is also its login name.
    pub address: Address,
    /// Whether it administers the server: it then receives mail to `postmaster`.
    pub admin: bool,
    /// Whether it is a shared account: nobody logs in to it, so that it has no credentials, is no administrator, is in no
    /// group and is given no rights. It has mail and mailboxes as any other.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// The IMAP capabilities that its sessions do not have, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities_off: Vec<String>,
}

/// SCRAM keys of one hash function (RFC 5802 §3); they allow to check a proof, not to make one.
#[derive(Clone, PartialEq, Eq)]
pub struct ScramKeys {
    /// The salt of `SaltedPassword`.
    pub salt: Vec<u8>,
    /// The iteration count of `SaltedPassword`.
    pub iterations: u32,
    /// `StoredKey`.
    pub stored_key: Vec<u8>,
    /// `ServerKey`.
    pub server_key: Vec<u8>,
}

/// What is kept in place of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// An argon2id hash in PHC string form.
    pub password_hash: String,
    /// Keys for SCRAM-SHA-1 (RFC 5802).
    pub scram_sha1: ScramKeys,
    /// Keys for SCRAM-SHA-256 (RFC 7677).
    pub scram_sha256: ScramKeys,
}

impl fmt::Debug for ScramKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScramKeys(…)")
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// What checking a login needs.
#[derive(Clone, Debug)]
pub struct LoginRecord {
    /// Who would be logged in.
    pub account: Account,
    /// What to check against.
    pub credentials: Credentials,
    /// Another number after every change of the credentials.
    pub version: u64,
}
