//! PLAIN (RFC 4616).

use posthouse_directory::Address;

use super::{Failure, Result, Step, malformed};
use crate::Secret;

/// Reads `message = [authzid] UTF8NUL authcid UTF8NUL passwd` (RFC 4616 §2).
pub(super) fn message(response: &[u8]) -> Result<Step> {
    let mut parts = response.split(|&byte| byte == 0);
    let (Some(authzid), Some(authcid), Some(passwd), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return malformed("PLAIN needs two NULs");
    };
    if authcid.is_empty() || passwd.is_empty() {
        return malformed("PLAIN needs a name and a password");
    }
    let (authzid, name) = (super::text(authzid)?, super::text(authcid)?);
    require_self(authzid, name)?;
    let password = Secret::from_utf8(passwd).ok_or(Failure::Malformed("the password is not UTF-8"))?;
    Ok(Step::Check { name: name.to_owned(), password })
}

/// Nobody acts for somebody else: the authorization identity is empty or the same user.
pub(super) fn require_self(authzid: &str, name: &str) -> Result<()> {
    if authzid.is_empty() || authzid == name {
        return Ok(());
    }
    match (Address::parse(authzid), Address::parse(name)) {
        (Ok(authzid), Ok(name)) if authzid == name => Ok(()),
        _ => Err(Failure::Rejected),
    }
}
