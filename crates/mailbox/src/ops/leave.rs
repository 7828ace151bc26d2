//! The second half of MOVE and REPLACE between accounts: what has come to another account leaves this one.

use posthouse_engine::Batch;

use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::leaving::Leaving;
use crate::{Error, State, UidSet};

/// Takes out what is noted. Whether it might leave was decided when it was moved, so that no right is asked for now; what is
/// not there any more has left, and with a mailbox everything in it has.
pub(crate) struct Leave {
    pub(crate) leaving: Leaving,
    /// Requires the note and removes it.
    pub(crate) along: Batch,
}

impl Operation for Leave {
    type Outcome = ();

    fn messages(&self, state: &State) -> usize {
        state.by_id(self.leaving.mailbox).map_or(0, |mailbox| mailbox.at_most(&self.leaving.uids))
    }

    fn decide(&self, state: &State, _: Context) -> Result<Decision<()>, Error> {
        let Leaving { mailbox, uids } = &self.leaving;
        let there = state.by_id(*mailbox).into_iter().flat_map(|mailbox| mailbox.select(uids));
        let uids: UidSet = there.map(|(_, message)| message.uid).collect();
        let event = (!uids.is_empty()).then_some(Event::Expunged { mailbox: *mailbox, uids });
        Ok(Decision { events: event.into_iter().collect(), writes: self.along.clone(), outcome: () })
    }
}
