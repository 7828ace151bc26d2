//! Mailbox access keys (RFC 4467 §2.2): made when they are needed, replaced or removed by RESETKEY. Each is one of the
//! mailbox's owner; readers have none.

use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{AccessKey, Error, MailboxId, Rights, State};

/// Gives a mailbox a key, if it has none.
pub(crate) struct EnsureAccessKey {
    pub(crate) mailbox: MailboxId,
    /// The key, if one is needed: random.
    pub(crate) fresh: AccessKey,
}

impl Operation for EnsureAccessKey {
    /// The key that the mailbox has now.
    type Outcome = AccessKey;

    fn decide(&self, state: &State, context: Context) -> Result<Decision<AccessKey>, Error> {
        context.require_owner()?;
        if let Some(key) = &context.mailbox(state, self.mailbox, Rights::READ)?.access_key {
            return Ok(Decision::new(Vec::new(), key.clone()));
        }
        let key = self.fresh.clone();
        let event = Event::AccessKeySet { mailbox: self.mailbox, key: Some(key.clone()) };
        Ok(Decision::new(vec![event], key))
    }
}

/// Gives a mailbox another key: what was authorized with the old one no longer is.
pub(crate) struct ReplaceAccessKey {
    pub(crate) mailbox: MailboxId,
    /// The new key: random.
    pub(crate) fresh: AccessKey,
}

impl Operation for ReplaceAccessKey {
    type Outcome = ();

    fn decide(&self, state: &State, context: Context) -> Result<Decision<()>, Error> {
        context.require_owner()?;
        let mailbox = context.mailbox(state, self.mailbox, Rights::READ)?.id;
        Ok(Decision::new(vec![Event::AccessKeySet { mailbox, key: Some(self.fresh.clone()) }], ()))
    }
}

/// Takes the keys of all mailboxes away.
pub(crate) struct RemoveAccessKeys;

impl Operation for RemoveAccessKeys {
    type Outcome = ();

    fn decide(&self, state: &State, context: Context) -> Result<Decision<()>, Error> {
        context.require_owner()?;
        let with_key = state.mailboxes().filter(|mailbox| mailbox.access_key.is_some());
        let events = with_key.map(|mailbox| Event::AccessKeySet { mailbox: mailbox.id, key: None });
        Ok(Decision::new(events.collect(), ()))
    }
}
