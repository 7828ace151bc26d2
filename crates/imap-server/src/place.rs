//! Where a mailbox is that a command names: in whose account, and by which name there.

use std::sync::Arc;

use posthouse_imap_wire as wire;
use posthouse_mailbox::{Account, Mailbox, MailboxName};

use crate::convert;
use crate::error::{Error, Refusal};
use crate::state::User;

/// A mailbox that a command names.
#[derive(Clone)]
pub(crate) struct Place {
    /// Whose mailbox it is.
    pub(crate) account: Account,
    /// Its name among the mailboxes of that account.
    pub(crate) name: MailboxName,
}

impl User {
    /// The place of a mailbox that shall be there already; whether it is, the operation on it finds out.
    ///
    /// # Errors
    /// Where no mailbox can have the name: then there is none.
    pub(crate) async fn place(&self, name: &wire::Mailbox) -> Result<Place, Error> {
        Ok(Place { account: self.account.clone(), name: convert::existing_name(name)? })
    }

    /// The place of a mailbox that shall be made.
    ///
    /// # Errors
    /// Where no mailbox can have the name.
    pub(crate) async fn new_place(&self, name: &wire::Mailbox) -> Result<Place, Error> {
        Ok(Place { account: self.account.clone(), name: convert::new_name(name)? })
    }

    /// The place that messages shall go to, with its mailbox.
    ///
    /// # Errors
    /// Where it is not there but could be made: TRYCREATE (RFC 9051 §6.4.7).
    pub(crate) async fn target(&self, name: &wire::Mailbox) -> Result<(Place, Arc<Mailbox>), Error> {
        let place = Place { account: self.account.clone(), name: MailboxName::new(name.as_str())? };
        let mailbox = place.account.now().mailbox(&place.name).cloned().ok_or(Refusal::TryCreate)?;
        Ok((place, mailbox))
    }
}

impl Place {
    /// The newest version of the mailbox.
    ///
    /// # Errors
    /// Where it is not there.
    pub(crate) fn mailbox(&self) -> Result<Arc<Mailbox>, Error> {
        Ok(self.account.mailbox(&self.name)?)
    }
}
