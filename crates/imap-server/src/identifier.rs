//! Identifiers of access control lists (RFC 4314 §2): the address of an account, `$` and the name
//! of a group, `anyone`; and each with `-` before it.

use posthouse_directory::{self as directory, Directory, GroupName};
use posthouse_mailbox::{AccountId, GroupId, Identifier, Identity};

use crate::error::{Error, Refusal};

const ANYONE: &str = "anyone";

/// What stands before the name of a group.
const GROUP: char = '$';

/// Whom an identifier names.
///
/// # Errors
/// Where it names nobody.
pub(crate) async fn read(directory: &Directory, text: &str) -> Result<Identifier, Error> {
    let (text, negative) = text.strip_prefix('-').map_or((text, false), |text| (text, true));
    if text.is_empty() {
        return Err(Error::Bad("An identifier is not empty"));
    }
    Ok(Identifier { identity: identity(directory, text).await?.ok_or(Refusal::UnknownIdentifier)?, negative })
}

async fn identity(directory: &Directory, name: &str) -> Result<Option<Identity>, Error> {
    if name == ANYONE {
        return Ok(Some(Identity::Anyone));
    }
    if let Some(name) = name.strip_prefix(GROUP) {
        let Ok(name) = GroupName::parse(name) else { return Ok(None) };
        return Ok(directory.group_by_name(&name).await?.map(|group| Identity::Group(GroupId(group.0))));
    }
    let account = directory.account_by_name(name).await?;
    Ok(account.map(|account| Identity::Account(AccountId(account.id.0))))
}

/// What an identifier is called; `None` for who is no longer there.
///
/// # Errors
/// Where the directory fails.
pub(crate) async fn written(directory: &Directory, identifier: Identifier) -> Result<Option<String>, Error> {
    let name = match identifier.identity {
        Identity::Anyone => Some(ANYONE.to_owned()),
        Identity::Account(account) => {
            directory.account(directory::AccountId(account.0)).await?.map(|account| account.address.to_unicode())
        }
        Identity::Group(group) => {
            directory.group(directory::GroupId(group.0)).await?.map(|name| format!("{GROUP}{name}"))
        }
    };
    Ok(name.map(|name| if identifier.negative { format!("-{name}") } else { name }))
}
