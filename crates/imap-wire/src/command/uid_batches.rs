use std::num::NonZeroU32;

/// `UIDBATCHES` (RFC 10022): ranges of UIDs that cut the mailbox into pieces of about the same number of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UidBatches {
    /// How many messages a batch has. Which sizes are too small to be worth it is for the session to say.
    pub size: NonZeroU32,
    /// Which batches, from one to another, counted from the newest messages; all if `None`. That the first is not
    /// behind the last is for the session to check.
    pub batches: Option<(NonZeroU32, NonZeroU32)>,
}
