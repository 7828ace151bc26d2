//! Conditions that the version of the mailbox decides.

use super::query::When;
use crate::{EmailId, Flags, Message, ModSeq, UidSet};

#[derive(Debug)]
pub(super) enum PlacementTest {
    Uids(UidSet),
    Flags(Flags),
    Larger(u64),
    Smaller(u64),
    Received(When),
    ReceivedUntil(i64),
    ReceivedFrom(i64),
    Saved(When),
    Email(EmailId),
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
            Self::ReceivedUntil(moment) => message.internal_date.seconds <= *moment,
            Self::ReceivedFrom(moment) => message.internal_date.seconds >= *moment,
            Self::Saved(when) => when.holds(message.saved),
            Self::Email(email) => message.email == *email,
            Self::ChangedSince(modseq) => message.modseq >= *modseq,
        }
    }
}
