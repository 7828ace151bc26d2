//! LOGIN (draft-murchison-sasl-login-00): two questions, two answers.

use super::{Failure, Result, Step, malformed};
use crate::Secret;

/// The first question; clients compare neither, some show them.
pub(super) const NAME: &[u8] = b"Username:";
/// The second question.
pub(super) const PASSWORD: &[u8] = b"Password:";

/// Reads the answer to [`NAME`].
pub(super) fn name(response: &[u8]) -> Result<String> {
    match super::text(response)? {
        "" => malformed("LOGIN needs a name"),
        name => Ok(name.to_owned()),
    }
}

/// Reads the answer to [`PASSWORD`].
pub(super) fn password(name: String, response: &[u8]) -> Result<Step> {
    if response.is_empty() || response.contains(&0) {
        return malformed("LOGIN needs a password without NUL");
    }
    let password = Secret::from_utf8(response).ok_or(Failure::Malformed("the password is not UTF-8"))?;
    Ok(Step::Check { name, acts_as: String::new(), password })
}
