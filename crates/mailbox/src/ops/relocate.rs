//! MOVE (RFC 6851): a copy and an expunge in one commit.

use super::copy::{Copied, Copy};
use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, Rights, State};

/// Moves messages to another mailbox: all or none.
pub(crate) struct Relocate(pub(crate) Copy);

impl Operation for Relocate {
    type Outcome = Copied;

    fn messages(&self, state: &State) -> usize {
        self.0.messages(state)
    }

    /// What moves within the account does not make it larger, so no quota keeps it from moving.
    fn decide(&self, state: &State, context: Context) -> Result<Decision<Copied>, Error> {
        context.mailbox(state, self.0.source, Rights::REMOVE)?;
        let mut decision = self.0.place(state, context)?;
        if !decision.outcome.from.is_empty() {
            let uids = decision.outcome.from.clone();
            decision.events.push(Event::Expunged { mailbox: self.0.source, uids });
        }
        Ok(decision)
    }
}
