//! What a new account begins with.

use super::create::NewMailboxes;
use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, MailboxName, SpecialUse, State};

const BEGINNING: [(&str, Option<SpecialUse>); 6] = [
    ("INBOX", None),
    ("Drafts", Some(SpecialUse::Drafts)),
    ("Sent", Some(SpecialUse::Sent)),
    ("Junk", Some(SpecialUse::Junk)),
    ("Trash", Some(SpecialUse::Trash)),
    ("Archive", Some(SpecialUse::Archive)),
];

/// Makes the first mailboxes of an account, and subscribes to them; nothing where there is one already.
pub(crate) struct SetUp;

impl Operation for SetUp {
    type Outcome = ();

    fn decide(&self, state: &State, context: Context) -> Result<Decision<()>, Error> {
        context.require_owner()?;
        if !state.mailboxes.is_empty() {
            return Ok(Decision::new(Vec::new(), ()));
        }
        let mut new = NewMailboxes::after(state, context.time);
        let mut subscribed = Vec::new();
        for (name, special_use) in BEGINNING {
            let name = MailboxName::new(name)?;
            new.create(&name, special_use)?;
            subscribed.push(Event::Subscribed { name });
        }
        Ok(Decision::new([new.events, subscribed].concat(), ()))
    }
}
