//! Who can be given rights, as text (RFC 4314 §2): `anyone`, the address of an account, or `$` and the name of a group.
//!
//! A shared account is nobody here: nobody acts as it, so that rights would be of no use to it.

use crate::{AccountId, Directory, Error, GroupId, GroupName};

const ANYONE: &str = "anyone";

/// What stands before the name of a group. Names of groups have no `@`, so that none is taken for an address.
const GROUP: char = '$';

/// Who can be given rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Every account.
    Anyone,
    /// An account.
    Account(AccountId),
    /// The accounts of a group.
    Group(GroupId),
}

impl Directory {
    /// Whom a text names; nobody where there is no such account or group.
    pub async fn identity(&self, text: &str) -> Result<Option<Identity>, Error> {
        if text == ANYONE {
            return Ok(Some(Identity::Anyone));
        }
        match text.strip_prefix(GROUP).map(GroupName::parse) {
            Some(Ok(name)) => Ok(self.group_by_name(&name).await?.map(Identity::Group)),
            _ => {
                let account = self.account_by_name(text).await?.filter(|account| !account.shared);
                Ok(account.map(|account| Identity::Account(account.id)))
            }
        }
    }

    /// The text that names somebody; `None` for a shared account, and for an account or a group that was removed.
    pub async fn identity_name(&self, identity: Identity) -> Result<Option<String>, Error> {
        Ok(match identity {
            Identity::Anyone => Some(ANYONE.to_owned()),
            Identity::Account(account) => {
                let account = self.account(account).await?.filter(|account| !account.shared);
                account.map(|account| account.address.to_unicode())
            }
            Identity::Group(group) => self.group(group).await?.map(|name| format!("{GROUP}{name}")),
        })
    }
}
