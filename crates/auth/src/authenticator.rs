//! Checking who somebody is.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use posthouse_directory::{Account, AccountId, Address, Directory, LoginRecord};
use zeroize::Zeroizing;

use crate::credentials::{self, random};
use crate::hasher::Hasher;
use crate::network::Network;
use crate::sasl::{Mechanism, Offer};
use crate::throttle::{Admission, Checking, Throttle};
use crate::verified::Verified;
use crate::{AuthError, Clock, Dialogue, Limits, PasswordError, Secret};

/// Octets of a login name that are looked at; a longer one is nobody's.
const LONGEST_NAME: usize = 512;

/// How often those who wait look whether others have proven right meanwhile, so that they need not wait any longer.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Somebody who has proven to be this account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The account.
    pub account: AccountId,
    /// Its own address.
    pub address: Address,
    /// The IMAP capabilities that its sessions do not have, by name.
    pub capabilities_off: Vec<String>,
}

/// Checks logins for all protocols. Clones share counters, caches and queue.
#[derive(Clone)]
pub struct Authenticator {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) directory: Directory,
    clock: Arc<dyn Clock>,
    throttle: Throttle,
    verified: Verified,
    pub(crate) hasher: Hasher,
    /// Checked against where there is no account, so that it takes as long.
    nobodys_hash: String,
    /// Makes up SCRAM salts for unknown names; the same after a restart.
    pub(crate) decoy_key: [u8; 32],
}

impl Authenticator {
    /// An authenticator for the accounts of `directory`. Hashes one password, so it takes a moment.
    pub async fn open(directory: Directory, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self, AuthError> {
        let decoy_key = directory.server_secret(random()?).await?;
        let inner = Inner {
            throttle: Throttle::new(&limits),
            verified: Verified::new(random()?, limits.verified),
            hasher: Hasher::new(&limits),
            nobodys_hash: credentials::nobodys_hash()?,
            directory,
            clock,
            decoy_key,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Checks a name and a password sent by `peer`.
    ///
    /// The answer may be delayed by [`Limits`]; a wrong name and a wrong password take the same time and give the same
    /// error. Safe to drop at any point.
    pub async fn verify_password(&self, name: &str, password: Secret, peer: IpAddr) -> Result<Login, AuthError> {
        let network = Network::of(peer);
        let checking = self.inner.admit(name, network).await?;
        let record = self.inner.look_up(name).await?;
        let matches = self.inner.matches(record.as_ref(), &password, network).await?;
        self.inner.conclude(checking, record.filter(|_| matches))
    }

    /// Whether whoever has logged in so may still do so. A session asks after it has been registered ([`crate::Visit::log_in`]):
    /// then who takes an account's logins away either ends that session or is noticed here.
    ///
    /// # Errors
    /// [`AuthError::BadCredentials`] where the account is gone or nobody logs in to it any more.
    pub async fn confirm(&self, login: &Login) -> Result<(), AuthError> {
        let record = self.inner.look_up(&login.address.to_string()).await?;
        let is_there = record.is_some_and(|record| record.account.id == login.account);
        if is_there { Ok(()) } else { Err(AuthError::BadCredentials) }
    }

    /// Begins a SASL exchange with `peer`; `offer` is what the connection announced.
    pub fn exchange(&self, mechanism: Mechanism, offer: &Offer, peer: IpAddr) -> Result<Dialogue, AuthError> {
        Dialogue::new(self.clone(), mechanism, offer, peer)
    }
}

impl Inner {
    /// Waits as long as earlier failures ask for, or refuses.
    pub(crate) async fn admit(&self, name: &str, network: Network) -> Result<Checking<'_>, AuthError> {
        let attempt = self.throttle.attempt(&comparable(name), network);
        let mut waited = Duration::ZERO;
        loop {
            let pause = match self.throttle.admit(attempt, waited, self.clock.now()) {
                Admission::Check(checking) => return Ok(checking),
                Admission::Wait(rest) => rest.min(LOOK_AGAIN),
                Admission::Refuse(after) => return Err(AuthError::TryLater { after }),
            };
            tokio::time::sleep(pause).await;
            waited += pause;
        }
    }

    /// The account of a name and what to check against.
    pub(crate) async fn look_up(&self, name: &str) -> Result<Option<LoginRecord>, AuthError> {
        let name = if name.len() > LONGEST_NAME { "" } else { name };
        Ok(self.directory.login(name).await?)
    }

    /// Counts the outcome: a record is somebody who has proven to be that.
    pub(crate) fn conclude(&self, checking: Checking<'_>, proven: Option<LoginRecord>) -> Result<Login, AuthError> {
        let result = if proven.is_some() { "success" } else { "failure" };
        metrics::counter!("posthouse_logins_total", "result" => result).increment(1);
        let Some(record) = proven else {
            checking.failed();
            return Err(AuthError::BadCredentials);
        };
        checking.succeeded(self.clock.now());
        Ok(Login::from(record.account))
    }

    /// Whether the password is the one of `record`; without a record it is wrong, but as slowly.
    async fn matches(&self, record: Option<&LoginRecord>, password: &Secret, net: Network) -> Result<bool, AuthError> {
        let prepared = match credentials::prepare(password) {
            Ok(prepared) => Some(prepared),
            Err(PasswordError::Failed(cause)) => return Err(cause.into()),
            Err(_) => None,
        };
        match (record, prepared) {
            (Some(record), Some(prepared)) => self.matches_record(record, prepared, net).await,
            _ => self.matches_nobody(net).await,
        }
    }

    /// Looks among the verified passwords, and once more when its turn has come: another connection of the same client
    /// may have been first.
    async fn matches_record(
        &self,
        of: &LoginRecord,
        password: Zeroizing<String>,
        net: Network,
    ) -> Result<bool, AuthError> {
        let fingerprint = self.verified.fingerprint(of, &password);
        if self.verified.contains(&fingerprint, self.clock.now()) {
            return Ok(true);
        }
        let turn = self.hasher.turn(net).await?;
        if self.verified.contains(&fingerprint, self.clock.now()) {
            return Ok(true);
        }
        let matches = turn.matches(password, of.credentials.password_hash.clone()).await?;
        if matches {
            self.verified.insert(fingerprint, self.clock.now());
        }
        Ok(matches)
    }

    async fn matches_nobody(&self, network: Network) -> Result<bool, AuthError> {
        let turn = self.hasher.turn(network).await?;
        turn.matches(Zeroizing::new("wrong".to_owned()), self.nobodys_hash.clone()).await?;
        Ok(false)
    }
}

/// A login name in the form in which names are compared and counted.
pub(crate) fn comparable(name: &str) -> String {
    match Address::parse(name) {
        Ok(address) => format!("{}@{}", address.folded_local_part(), address.domain()),
        Err(_) => name.to_lowercase(),
    }
}

impl From<Account> for Login {
    fn from(account: Account) -> Self {
        Self { account: account.id, address: account.address, capabilities_off: account.capabilities_off }
    }
}
