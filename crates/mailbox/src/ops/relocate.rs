//! MOVE (RFC 6851): a copy and an expunge in one commit.

use super::copy::{Copied, Copy};
use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, State};

/// Moves messages to another mailbox: all or none.
pub(crate) struct Relocate(pub(crate) Copy);

impl Operation for Relocate {
    type Outcome = Copied;

    fn decide(&self, state: &State, context: Context) -> Result<Decision<Copied>, Error> {
        let mut decision = self.0.decide(state, context)?;
        if !decision.outcome.from.is_empty() {
            let uids = decision.outcome.from.clone();
            decision.events.push(Event::Expunged { mailbox: self.0.source, uids });
        }
        Ok(decision)
    }
}
