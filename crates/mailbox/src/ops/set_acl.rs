//! SETACL and DELETEACL (RFC 4314 §3.1, §3.2).

use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, Identifier, Identity, MailboxId, Rights, RightsChange, State};

/// Changes the rights of one entry of an access control list.
pub(crate) struct SetAcl {
    pub(crate) mailbox: MailboxId,
    pub(crate) identifier: Identifier,
    pub(crate) change: RightsChange,
    pub(crate) rights: Rights,
}

impl Operation for SetAcl {
    type Outcome = ();

    fn decide(&self, state: &State, context: Context) -> Result<Decision<()>, Error> {
        let mailbox = context.mailbox(state, self.mailbox, Rights::ADMINISTER)?;
        if self.identifier.identity == Identity::Account(context.account) {
            return self.decide_for_owner();
        }
        let rights = mailbox.acl().changed(self.identifier, self.change, self.rights)?;
        if rights == mailbox.acl().get(self.identifier) {
            return Ok(Decision::new(Vec::new(), ()));
        }
        let event = Event::RightsSet { mailbox: mailbox.id, identifier: self.identifier, rights };
        Ok(Decision::new(vec![event], ()))
    }
}

impl SetAcl {
    /// The owner has every right, and nobody takes one.
    fn decide_for_owner(&self) -> Result<Decision<()>, Error> {
        let after = match self.change {
            RightsChange::Replace => self.rights,
            RightsChange::Add => Rights::ALL,
            RightsChange::Remove => !self.rights,
        };
        match after == Rights::ALL && !self.identifier.negative {
            true => Ok(Decision::new(Vec::new(), ())),
            false => Err(Error::NoPermission),
        }
    }
}
