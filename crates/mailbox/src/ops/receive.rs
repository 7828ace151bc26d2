//! The first half of MOVE and REPLACE between accounts: messages come, and with them a note of what is to leave the other.

use super::append::{Append, Appended};
use super::{Context, Decision, Operation};
use crate::{AccountId, Error, State, keys};

/// Puts messages into a mailbox and notes that others leave another account for them: both or nothing.
pub(crate) struct Receive {
    pub(crate) append: Append,
    /// From where they come.
    pub(crate) source: AccountId,
    /// What is to leave it.
    pub(crate) record: Vec<u8>,
}

impl Operation for Receive {
    type Outcome = Appended;

    fn messages(&self, state: &State) -> usize {
        self.append.messages(state)
    }

    fn decide(&self, state: &State, context: Context) -> Result<Decision<Appended>, Error> {
        let mut decision = self.append.decide(state, context)?;
        let key = keys::leaving(self.source, context.account, decision.outcome.modseq);
        decision.writes.require_absent(key.clone()).put(key, self.record.clone());
        Ok(decision)
    }
}
