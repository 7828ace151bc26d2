//! Which messages no session has been told of yet: `\Recent` (RFC 3501 §2.3.2).
//!
//! Kept beside the log: being told is no change of the mailbox. It is saved along with the next commit, so that after
//! a crash a message may be recent once more, as RFC 3501 §2.3.2 allows where it cannot be known.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::record::{Damaged, Put, Reader, seal, unseal};
use crate::{Mailbox, MailboxId, State, Uid, UidSet};

const VERSION: u8 = 1;

#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<Told>);

#[derive(Debug, Default)]
struct Told {
    /// The first UID of each mailbox that no session has been told of.
    next: BTreeMap<MailboxId, Uid>,
    unsaved: bool,
}

impl Recent {
    pub(crate) fn decode(record: &[u8], state: &State) -> Result<Self, Damaged> {
        let mut reader = Reader::new(unseal(record)?);
        if reader.u8()? != VERSION {
            return Err(Damaged("a note of recent messages of an unknown version"));
        }
        let mut told = Told::default();
        while !reader.is_at_end() {
            let (mailbox, uid) = (MailboxId(reader.number()?), reader.uid()?);
            if state.by_id(mailbox).is_some() {
                told.next.insert(mailbox, uid);
            }
        }
        Ok(Self(Mutex::new(told)))
    }

    /// The messages of this version that are recent; they are so no more for anybody else.
    pub(crate) fn claim(&self, mailbox: &Mailbox) -> UidSet {
        let mut told = self.0.lock();
        let first = told.next.get(&mailbox.id).copied().unwrap_or(Uid::MIN);
        if first >= mailbox.uid_next {
            return UidSet::new();
        }
        told.next.insert(mailbox.id, mailbox.uid_next);
        told.unsaved = true;
        mailbox.between(first, Uid::MAX).map(|(_, message)| message.uid).collect()
    }

    /// How many messages of this version are recent and not claimed.
    pub(crate) fn count(&self, mailbox: &Mailbox) -> u32 {
        let first = self.0.lock().next.get(&mailbox.id).copied().unwrap_or(Uid::MIN);
        mailbox.exists() - mailbox.count_before(first)
    }

    /// The record to save, if there is something new; counts as saved until [`Recent::forget_saved`].
    pub(crate) fn unsaved(&self) -> Option<Vec<u8>> {
        let mut told = self.0.lock();
        std::mem::take(&mut told.unsaved).then(|| encode(&told.next))
    }

    pub(crate) fn forget_saved(&self) {
        self.0.lock().unsaved = true;
    }

    /// Forgets mailboxes that are gone.
    pub(crate) fn retain(&self, state: &Arc<State>) {
        self.0.lock().next.retain(|mailbox, _| state.by_id(*mailbox).is_some());
    }
}

fn encode(next: &BTreeMap<MailboxId, Uid>) -> Vec<u8> {
    let mut record = vec![VERSION];
    for (mailbox, uid) in next {
        record.put_number(mailbox.0);
        record.put_number(u64::from(uid.get()));
    }
    seal(record)
}
