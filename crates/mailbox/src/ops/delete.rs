//! DELETE (RFC 9051 §6.3.5).

use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, MailboxName, State};

/// Removes a mailbox and every placement in it; mailboxes below it stay.
pub(crate) struct Delete {
    pub(crate) name: MailboxName,
}

impl Operation for Delete {
    type Outcome = ();

    fn decide(&self, state: &State, _: Context) -> Result<Decision<()>, Error> {
        if self.name.is_inbox() {
            return Err(Error::InboxStays);
        }
        let mailbox = state.mailbox(&self.name).ok_or(Error::NoSuchMailbox)?;
        Ok(Decision::new(vec![Event::MailboxDeleted { id: mailbox.id }], ()))
    }
}
