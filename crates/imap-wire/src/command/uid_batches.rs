use std::num::NonZeroU32;
use std::ops::RangeInclusive;

/// `UIDBATCHES` (RFC 10022): ranges of UIDs that cut the mailbox into pieces of about the same number of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UidBatches {
    /// How many messages a batch has. Which sizes are too small to be worth it is for the session to say.
    pub size: NonZeroU32,
    /// Which batches, counted from the newest messages; all if `None`.
    pub batches: Option<RangeInclusive<NonZeroU32>>,
}
