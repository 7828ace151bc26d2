//! From a password to what is stored in its place.

use std::num::NonZeroU32;

use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordVerifier, Version};
use aws_lc_rs::rand;
use posthouse_directory::Credentials;
use zeroize::Zeroizing;

use crate::sasl::scram::{self, Hash};
use crate::{Cause, Secret};

/// Octets of a password.
pub const LONGEST_PASSWORD: usize = 1_024;

/// SCRAM's iteration count. RFC 7677 §4 asks for at least 4096; clients pay for it at every connection, phones too.
pub const ITERATIONS: NonZeroU32 = NonZeroU32::new(16_384).unwrap();

const SALT: usize = 16;

/// Why a text cannot be a password.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// It is empty.
    #[error("the password is empty")]
    Empty,
    /// It is too long.
    #[error("the password is longer than {LONGEST_PASSWORD} bytes")]
    TooLong,
    /// SASLprep (RFC 4013) forbids a character, which clients would refuse to send.
    #[error(
        "the password has a character that mail clients cannot send (a control character or one newer than Unicode 3.2)"
    )]
    Forbidden,
    /// It could not be hashed.
    #[error(transparent)]
    Failed(#[from] Cause),
}

/// Makes the credentials for a new password. Takes tens of milliseconds and 19 MiB: not for an async thread.
pub fn make(password: &Secret) -> Result<Credentials, PasswordError> {
    let password = prepare(password)?;
    Ok(Credentials {
        password_hash: argon2id(&password)?,
        scram_sha1: scram::derive(Hash::Sha1, &password, &random::<SALT>()?, ITERATIONS),
        scram_sha256: scram::derive(Hash::Sha256, &password, &random::<SALT>()?, ITERATIONS),
    })
}

/// The form in which passwords are hashed and compared (RFC 4013, as stored strings).
pub(crate) fn prepare(password: &Secret) -> Result<Zeroizing<String>, PasswordError> {
    let text = password.expose();
    if text.len() > LONGEST_PASSWORD {
        return Err(PasswordError::TooLong);
    }
    let prepared = stringprep::saslprep(text).map_err(|_| PasswordError::Forbidden)?.into_owned();
    match prepared.is_empty() {
        true => Err(PasswordError::Empty),
        false => Ok(Zeroizing::new(prepared)),
    }
}

/// Whether a prepared password has this hash. Takes tens of milliseconds and 19 MiB.
pub(crate) fn matches(password: &str, password_hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(password_hash) else {
        return false;
    };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
}

/// A hash that no password has, made as all others are.
pub(crate) fn nobodys_hash() -> Result<String, Cause> {
    let password = Zeroizing::new(random::<32>()?.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    argon2id(&password)
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Cause> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| Cause::Randomness)?;
    Ok(bytes)
}

/// PHC string of argon2id with 19 MiB, 2 passes, 1 lane (OWASP Password Storage Cheat Sheet).
fn argon2id(password: &str) -> Result<String, Cause> {
    let params = Params::new(19 * 1_024, 2, 1, None).map_err(|_| Cause::Hashing)?;
    let salt = SaltString::encode_b64(&random::<SALT>()?).map_err(|_| Cause::Hashing)?;
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| Cause::Hashing)
}
