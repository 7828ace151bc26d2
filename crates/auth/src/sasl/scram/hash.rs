//! The hash functions and what is derived with them.

use std::num::NonZeroU32;

use aws_lc_rs::{digest, hmac, pbkdf2};
use posthouse_directory::ScramKeys;
use zeroize::Zeroizing;

/// The hash function of a SCRAM mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hash {
    /// RFC 5802.
    Sha1,
    /// RFC 7677.
    Sha256,
}

impl Hash {
    /// Octets of a digest.
    #[must_use]
    pub fn output_len(self) -> usize {
        self.digest_algorithm().output_len()
    }

    /// `HMAC(key, text)`.
    pub(crate) fn hmac(self, key: &[u8], text: &[u8]) -> Vec<u8> {
        hmac::sign(&hmac::Key::new(self.hmac_algorithm(), key), text).as_ref().to_vec()
    }

    /// `H(text)`.
    pub(crate) fn digest(self, text: &[u8]) -> Vec<u8> {
        digest::digest(self.digest_algorithm(), text).as_ref().to_vec()
    }

    fn hmac_algorithm(self) -> hmac::Algorithm {
        match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
        }
    }

    fn digest_algorithm(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
        }
    }

    pub(crate) fn pbkdf2_algorithm(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        }
    }
}

/// `StoredKey` and `ServerKey` of a prepared password (RFC 5802 §3). Takes as long as `iterations` says.
#[must_use]
pub fn derive(hash: Hash, password: &str, salt: &[u8], iterations: NonZeroU32) -> ScramKeys {
    let mut salted = Zeroizing::new(vec![0; hash.output_len()]);
    pbkdf2::derive(hash.pbkdf2_algorithm(), iterations, salt, password.as_bytes(), &mut salted);
    let client_key = Zeroizing::new(hash.hmac(&salted, b"Client Key"));
    ScramKeys {
        salt: salt.to_vec(),
        iterations: iterations.get(),
        stored_key: hash.digest(&client_key),
        server_key: hash.hmac(&salted, b"Server Key"),
    }
}
