//! DELETE (RFC 9051 §6.3.5).

use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, MailboxName, Rights, State};

/// Removes a mailbox and every placement in it; mailboxes below it stay.
pub(crate) struct Delete {
    pub(crate) name: MailboxName,
}

impl Operation for Delete {
    type Outcome = ();

    fn messages(&self, state: &State) -> usize {
        state.mailbox(&self.name).map_or(0, |mailbox| mailbox.exists() as usize)
    }

    fn decide(&self, state: &State, context: Context) -> Result<Decision<()>, Error> {
        let mailbox = context.named(state, &self.name, Rights::DELETE_MAILBOX)?;
        if self.name.is_inbox() {
            return Err(Error::InboxStays);
        }
        Ok(Decision::new(vec![Event::MailboxDeleted { id: mailbox.id }], ()))
    }
}
