//! Passwords that were right a moment ago, so that a client with ten connections is hashed for once.

use std::time::Duration;

use parking_lot::Mutex;
use posthouse_directory::LoginRecord;

use crate::recent::Recent;

/// Stands for an account, its password and the version of its credentials; says nothing about any of them.
pub(crate) type Fingerprint = [u8; 32];

/// Remembers verified passwords as hashes under a key that only this process has.
pub(crate) struct Verified {
    key: [u8; 32],
    recent: Mutex<Recent<Fingerprint>>,
}

impl Verified {
    pub(crate) fn new(key: [u8; 32], bounds: (usize, Duration)) -> Self {
        Self { key, recent: Mutex::new(Recent::new(bounds)) }
    }

    /// The fingerprint of a prepared password; another one after every change of the credentials.
    pub(crate) fn fingerprint(&self, record: &LoginRecord, password: &str) -> Fingerprint {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&record.account.id.0.to_be_bytes());
        hasher.update(&record.version.to_be_bytes());
        hasher.update(password.as_bytes());
        hasher.finalize().into()
    }

    pub(crate) fn contains(&self, fingerprint: &Fingerprint, now: Duration) -> bool {
        self.recent.lock().contains(fingerprint, now)
    }

    pub(crate) fn insert(&self, fingerprint: Fingerprint, now: Duration) {
        self.recent.lock().insert(fingerprint, now);
    }
}
