//! SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7, §6.3.8).

use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, Limit, MAX_SUBSCRIPTIONS, MailboxName, State};

/// Subscribes to a name or ends that; the name need not exist.
pub(crate) struct Subscribe {
    pub(crate) name: MailboxName,
    pub(crate) wanted: bool,
}

impl Operation for Subscribe {
    type Outcome = ();

    fn decide(&self, state: &State, context: Context) -> Result<Decision<()>, Error> {
        // Whoever is not the owner subscribes in its own account.
        context.require_owner()?;
        if state.subscriptions.contains(&self.name) == self.wanted {
            return Ok(Decision::new(Vec::new(), ()));
        }
        if self.wanted && state.subscriptions.len() >= MAX_SUBSCRIPTIONS {
            return Err(Error::Limit(Limit::Subscriptions));
        }
        let name = self.name.clone();
        let event = if self.wanted { Event::Subscribed { name } } else { Event::Unsubscribed { name } };
        Ok(Decision::new(vec![event], ()))
    }
}
