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
    #[error("names that begin with {0} are of mailboxes of other accounts")]
    Elsewhere(&'static str),
}

/// Makes a mailbox, and those above it.
pub(super) async fn add(account: &Account, name: &str) -> Result<(), MailboxRefusal> {
    account.create(new_name(name)?, None).await?;
    Ok(())
}

/// Removes a mailbox and the messages in it.
pub(super) async fn remove(account: &Account, name: &str) -> Result<(), MailboxRefusal> {
    Ok(account.delete(MailboxName::new(name)?).await?)
}

/// Gives a mailbox, and those below it, another name.
pub(super) async fn rename(account: &Account, from: &str, to: &str) -> Result<(), MailboxRefusal> {
    Ok(account.rename(MailboxName::new(from)?, new_name(to)?).await?)
}

/// A name that IMAP would let a mailbox have.
fn new_name(name: &str) -> Result<MailboxName, MailboxRefusal> {
    match posthouse_imap_server::namespace_of(name) {
        Some(root) => Err(MailboxRefusal::Elsewhere(root)),
        None => Ok(MailboxName::new(name)?),
    }
}

/// All mailboxes by name.
pub(super) fn list(account: &Account) -> Vec<MailboxRow> {
    let row = |name: &MailboxName, messages| MailboxRow { mailbox: name.to_string(), messages };
    account.now().mailboxes().map(|mailbox| row(&mailbox.name, mailbox.exists())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_namespaces_are_not_made() {
        for name in ["Other Users", "Shared Folders/team@x.test/INBOX"] {
            let refusal = new_name(name).unwrap_err().to_string();
            assert!(refusal.ends_with(" are of mailboxes of other accounts"), "{refusal}");
        }
        assert_eq!(new_name("Other Usersx").unwrap().as_str(), "Other Usersx");
    }
}
