//! Conditions that the version of the mailbox decides.

use super::query::When;
use crate::{Flags, Message, ModSeq, UidSet};

#[derive(Debug)]
pub(super) enum PlacementTest {
    Uids(UidSet),
    Flags(Flags),
    Larger(u64),
    Smaller(u64),
    Received(When),
    ChangedSince(ModSeq),
}

impl PlacementTest {
    pub(super) fn holds(&self, message: &Message) -> bool {
        match self {
            Self::Uids(uids) => uids.contains(message.uid),
            Self::Flags(flags) => message.flags.contains(*flags),
            Self::Larger(size) => u64::from(message.size) > *size,
            Self::Smaller(size) => u64::from(message.size) < *size,
            Self::Received(when) => {
                let date = message.internal_date;
                when.holds(date.seconds.saturating_add(i64::from(date.offset_minutes) * 60))
            }
            Self::ChangedSince(modseq) => message.modseq >= *modseq,
        }
    }
}
