//! Identifiers of access control lists (RFC 4314 §2): whom the directory knows, and each with `-` before it.

use posthouse_directory::{self as directory, Directory};
use posthouse_mailbox::{AccountId, GroupId, Identifier, Identity};

use crate::error::{Error, Refusal};

/// Whom an identifier names.
///
/// # Errors
/// Where it names nobody.
pub(crate) async fn read(directory: &Directory, text: &str) -> Result<Identifier, Error> {
    let (text, negative) = text.strip_prefix('-').map_or((text, false), |text| (text, true));
    if text.is_empty() {
        return Err(Error::Bad("An identifier is not empty"));
    }
    let identity = match directory.identity(text).await?.ok_or(Refusal::UnknownIdentifier)? {
        directory::Identity::Anyone => Identity::Anyone,
        directory::Identity::Account(account) => Identity::Account(AccountId(account.0)),
        directory::Identity::Group(group) => Identity::Group(GroupId(group.0)),
    };
    Ok(Identifier { identity, negative })
}

/// What an identifier is called; `None` for who is no longer there.
///
/// # Errors
/// Where the directory fails.
pub(crate) async fn written(directory: &Directory, identifier: Identifier) -> Result<Option<String>, Error> {
    let identity = match identifier.identity {
        Identity::Anyone => directory::Identity::Anyone,
        Identity::Account(account) => directory::Identity::Account(directory::AccountId(account.0)),
        Identity::Group(group) => directory::Identity::Group(directory::GroupId(group.0)),
    };
    let name = directory.identity_name(identity).await?;
    Ok(name.map(|name| if identifier.negative { format!("-{name}") } else { name }))
}
