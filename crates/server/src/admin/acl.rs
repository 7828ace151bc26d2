//! Rights to mailboxes (RFC 4314), as the administrator sets and sees them.

use posthouse_directory::{self as directory, Address, Directory};
use posthouse_mailbox::{
    Account, AccountId, GroupId, Identifier, Identity, InvalidName, MailboxName, Rights, RightsChange, Store,
};
use serde::{Deserialize, Serialize};

/// Whose rights to what, in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AclRow {
    mailbox: String,
    identifier: String,
    rights: String,
}

/// Why rights were not changed or shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum AclRefusal {
    #[error(transparent)]
    Directory(#[from] directory::Error),
    #[error(transparent)]
    Store(#[from] posthouse_mailbox::Error),
    #[error(transparent)]
    Name(#[from] InvalidName),
    #[error("{0} is neither an account that somebody logs in to, nor a group ($NAME), nor anyone")]
    Nobody(String),
    #[error("{0} are not rights; each is one of the letters {1}")]
    Rights(String, Rights),
}

impl AclRow {
    pub(super) fn line(&self) -> String {
        format!("{}  {}  {}", self.mailbox, self.identifier, self.rights)
    }
}

/// Sets the rights of one identifier to one mailbox; no letters take them away.
pub(super) async fn set(
    directory: &Directory,
    store: &Store,
    owner: &Address,
    mailbox: &str,
    identifier: &str,
    letters: &str,
) -> Result<(), AclRefusal> {
    let refused = || AclRefusal::Rights(letters.to_owned(), Rights::ALL);
    let rights = Rights::from_letters(letters).ok_or_else(refused)?;
    let account = open(directory, store, owner).await?;
    let mailbox = account.mailbox(&MailboxName::new(mailbox)?)?.id;
    let identifier = read(directory, identifier).await?;
    Ok(account.set_acl(mailbox, identifier, RightsChange::Replace, rights).await?)
}

/// The rights to every mailbox of an account; those of who is no longer there are left out.
pub(super) async fn list(directory: &Directory, store: &Store, owner: &Address) -> Result<Vec<AclRow>, AclRefusal> {
    let mut rows = Vec::new();
    for mailbox in open(directory, store, owner).await?.now().mailboxes() {
        for (identifier, rights) in mailbox.acl().entries() {
            let name = written(directory, identifier).await?;
            let row = |identifier| AclRow { mailbox: mailbox.name.to_string(), identifier, rights: rights.to_string() };
            rows.extend(name.map(row));
        }
    }
    Ok(rows)
}

async fn open(directory: &Directory, store: &Store, owner: &Address) -> Result<Account, AclRefusal> {
    let found = directory.account_by_address(owner).await?;
    let account = found.ok_or_else(|| directory::Error::UnknownAccount(owner.clone()))?;
    Ok(store.account(AccountId(account.id.0)).await?)
}

async fn read(directory: &Directory, text: &str) -> Result<Identifier, AclRefusal> {
    let (name, negative) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
    let identity = directory.identity(name).await?.ok_or_else(|| AclRefusal::Nobody(text.to_owned()))?;
    let identity = match identity {
        directory::Identity::Anyone => Identity::Anyone,
        directory::Identity::Account(account) => Identity::Account(AccountId(account.0)),
        directory::Identity::Group(group) => Identity::Group(GroupId(group.0)),
    };
    Ok(Identifier { identity, negative })
}

async fn written(directory: &Directory, identifier: Identifier) -> Result<Option<String>, AclRefusal> {
    let identity = match identifier.identity {
        Identity::Anyone => directory::Identity::Anyone,
        Identity::Account(account) => directory::Identity::Account(directory::AccountId(account.0)),
        Identity::Group(group) => directory::Identity::Group(directory::GroupId(group.0)),
    };
    let name = directory.identity_name(identity).await?;
    Ok(name.map(|name| if identifier.negative { format!("-{name}") } else { name }))
}
