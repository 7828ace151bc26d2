//! PLAIN (RFC 4616).

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
    let (acts_as, name) = (super::text(authzid)?.to_owned(), super::text(authcid)?.to_owned());
    let password = Secret::from_utf8(passwd).ok_or(Failure::Malformed("the password is not UTF-8"))?;
    Ok(Step::Check { name, acts_as, password })
}
