//! Mailboxes of an account, as the administrator makes, renames, removes and lists them. Those of a shared account nobody
//! else makes at the top.

use posthouse_mailbox::{Account, Error, InvalidName, MailboxName};
use serde::{Deserialize, Serialize};

/// A mailbox in a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MailboxRow {
    pub(super) mailbox: String,
    pub(super) messages: u32,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum MailboxRefusal {
    #[error(transparent)]
    Store(#[from] Error),
    #[error(transparent)]
    Name(#[from] InvalidName),
}

/// Makes a mailbox, and those above it.
pub(super) async fn add(account: &Account, name: &str) -> Result<(), MailboxRefusal> {
    account.create(MailboxName::new(name)?, None).await?;
    Ok(())
}

/// Removes a mailbox and the messages in it.
pub(super) async fn remove(account: &Account, name: &str) -> Result<(), MailboxRefusal> {
    Ok(account.delete(MailboxName::new(name)?).await?)
}

/// Gives a mailbox, and those below it, another name.
pub(super) async fn rename(account: &Account, from: &str, to: &str) -> Result<(), MailboxRefusal> {
    Ok(account.rename(MailboxName::new(from)?, MailboxName::new(to)?).await?)
}

/// All mailboxes by name.
pub(super) fn list(account: &Account) -> Vec<MailboxRow> {
    let row = |name: &MailboxName, messages| MailboxRow { mailbox: name.to_string(), messages };
    account.now().mailboxes().map(|mailbox| row(&mailbox.name, mailbox.exists())).collect()
}
