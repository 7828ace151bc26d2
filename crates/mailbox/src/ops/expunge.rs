//! EXPUNGE and UID EXPUNGE (RFC 9051 §6.4.3, §6.4.9), and the removal that POP3 and JMAP ask for.

use super::{Context, Decision, Operation};
use crate::event::Event;
use crate::{Error, Flags, MailboxId, ModSeq, Rights, State, UidSet};

/// Which messages leave a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doomed {
    /// Every message with `\Deleted`.
    Deleted,
    /// Those of these that have `\Deleted`.
    DeletedAmong(UidSet),
    /// These, whatever their flags.
    Exactly(UidSet),
}

/// What left the mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expunged {
    /// The messages that are gone now.
    pub uids: UidSet,
    /// The last commit of the mailbox, this one if anything went.
    pub modseq: ModSeq,
}

/// Takes messages out of a mailbox.
pub(crate) struct Expunge {
    pub(crate) mailbox: MailboxId,
    pub(crate) doomed: Doomed,
}

impl Operation for Expunge {
    type Outcome = Expunged;

    fn messages(&self, state: &State) -> usize {
        let Some(mailbox) = state.by_id(self.mailbox) else { return 0 };
        match &self.doomed {
            Doomed::Deleted if mailbox.counts().deleted == 0 => 0,
            Doomed::Deleted => mailbox.exists() as usize,
            Doomed::DeletedAmong(uids) | Doomed::Exactly(uids) => mailbox.at_most(uids),
        }
    }

    fn decide(&self, state: &State, context: Context) -> Result<Decision<Expunged>, Error> {
        let needed = match &self.doomed {
            Doomed::Deleted | Doomed::DeletedAmong(_) => Rights::READ | Rights::EXPUNGE,
            Doomed::Exactly(_) => Rights::REMOVE,
        };
        let mailbox = context.mailbox(state, self.mailbox, needed)?;
        let is_deleted = |flags: Flags| flags.contains(Flags::DELETED);
        let uids: UidSet = match &self.doomed {
            Doomed::Deleted if mailbox.counts().deleted == 0 => UidSet::new(),
            Doomed::Deleted => mailbox.messages().filter(|message| is_deleted(message.flags)).map(|m| m.uid).collect(),
            Doomed::DeletedAmong(among) => {
                mailbox.select(among).filter(|(_, message)| is_deleted(message.flags)).map(|(_, m)| m.uid).collect()
            }
            Doomed::Exactly(exactly) => mailbox.select(exactly).map(|(_, message)| message.uid).collect(),
        };
        if uids.is_empty() {
            return Ok(Decision::new(Vec::new(), Expunged { uids, modseq: mailbox.modseq }));
        }
        let event = Event::Expunged { mailbox: mailbox.id, uids: uids.clone() };
        Ok(Decision::new(vec![event], Expunged { uids, modseq: state.modseq.next() }))
    }
}
