//! REPLACE (RFC 8508): an append and an expunge in one commit.

use super::append::{Append, Appended};
use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, MailboxId, Rights, State, Uid, UidSet, Usage};

/// Puts messages into a mailbox and takes one out of a mailbox: both or nothing.
pub(crate) struct Replace {
    pub(crate) append: Append,
    /// Where the old message is.
    pub(crate) source: MailboxId,
    /// The old message.
    pub(crate) uid: Uid,
}

impl Operation for Replace {
    type Outcome = Appended;

    fn messages(&self, state: &State) -> usize {
        self.append.messages(state)
    }

    fn decide(&self, state: &State, context: Context) -> Result<Decision<Appended>, Error> {
        let (_, old) = context.mailbox(state, self.source, Rights::REMOVE)?.by_uid(self.uid).ok_or(Error::Gone)?;
        // RFC 8508 §3.4: only what the mailboxes grow by in the end counts.
        let freed = Usage { storage: old.size.into(), messages: 1, mailboxes: 0 };
        let mut decision = self.append.decide_freeing(state, context, freed)?;
        let uids = UidSet::range(self.uid, self.uid);
        decision.events.push(Event::Expunged { mailbox: self.source, uids });
        Ok(decision)
    }
}
