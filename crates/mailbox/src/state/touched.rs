//! Which mailboxes the last commits touched, so that the difference between two versions costs what has changed, however
//! many mailboxes there are.

use rpds::ListSync;

use crate::{MailboxId, ModSeq};

/// How many changes are known. Whoever has a version from before them looks at every mailbox.
const MOST: usize = 1024;

/// The mailboxes that were touched, the last first. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct Touched {
    list: ListSync<(ModSeq, MailboxId)>,
    /// What commits after this one have touched is all in the list.
    since: ModSeq,
}

impl Default for Touched {
    /// Of a version of which nobody knows how it came to be.
    fn default() -> Self {
        Self { list: ListSync::new_sync(), since: ModSeq(u64::MAX) }
    }
}

/// What a version came from is no part of what it is.
impl PartialEq for Touched {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Touched {}

impl Touched {
    /// Notes that a commit, the newest one, touches a mailbox.
    pub(crate) fn note(&mut self, modseq: ModSeq, mailbox: MailboxId) {
        if self.list.first() == Some(&(modseq, mailbox)) {
            return;
        }
        if self.list.len() >= MOST || self.since > modseq {
            *self = Self { since: modseq, ..Self::default() };
        }
        self.list.push_front_mut((modseq, mailbox));
    }

    /// The mailboxes that commits after this one have touched, some of them more than once; `None` where that is too long
    /// ago to be known.
    pub(crate) fn since(&self, modseq: ModSeq) -> Option<impl Iterator<Item = MailboxId> + '_> {
        let newer = self.list.iter().take_while(move |(touched, _)| *touched > modseq);
        (modseq >= self.since).then(|| newer.map(|(_, mailbox)| *mailbox))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn since(touched: &Touched, modseq: u64) -> Option<Vec<u64>> {
        touched.since(ModSeq(modseq)).map(|mailboxes| mailboxes.map(|mailbox| mailbox.0).collect())
    }

    #[test]
    fn what_is_too_long_ago_is_not_known() {
        let mut touched = Touched::default();
        assert_eq!(since(&touched, 7), None);
        for (modseq, mailbox) in [(5, 1), (6, 2), (6, 2), (7, 1), (7, 3)] {
            touched.note(ModSeq(modseq), MailboxId(mailbox));
        }
        assert_eq!(since(&touched, 4), None);
        assert_eq!(since(&touched, 5), Some(vec![3, 1, 2]));
        assert_eq!(since(&touched, 6), Some(vec![3, 1]));
        assert_eq!(since(&touched, 7), Some(vec![]));
        (0..2 * MOST as u64).for_each(|mailbox| touched.note(ModSeq(8), MailboxId(mailbox)));
        assert_eq!(since(&touched, 7), None);
        assert_eq!(since(&touched, 8), Some(vec![]));
        touched.note(ModSeq(9), MailboxId(4));
        assert_eq!(since(&touched, 8), Some(vec![4]));
    }
}
