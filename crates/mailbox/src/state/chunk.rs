//! A run of messages of a mailbox: the unit that versions share and snapshots write.

use crate::{EmailId, Flags, InternalDate, ModSeq, Uid};

/// How many UIDs a chunk spans. Chunk `n` holds the UIDs from `n * SPAN` up to `(n + 1) * SPAN`, so that
/// no change ever moves a message to another chunk.
pub(crate) const SPAN: u32 = 512;

/// One placement of an email in a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its UID in the mailbox.
    pub uid: Uid,
    /// The size of the message in bytes (`RFC822.SIZE`).
    pub size: u32,
    /// The message itself.
    pub email: EmailId,
    /// When the message was received.
    pub internal_date: InternalDate,
    /// When it came into this mailbox: seconds since 1970 (RFC 8514).
    pub saved: i64,
    /// The commit that last changed it.
    pub modseq: ModSeq,
    /// Its flags.
    pub flags: Flags,
}

/// The messages of one span of UIDs, ascending; never empty in a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) messages: Vec<Message>,
    /// The last commit that changed anything here, an expunge included.
    pub(crate) modseq: ModSeq,
}

impl Chunk {
    /// The number of the chunk that holds `uid`.
    pub(crate) fn index_of(uid: Uid) -> u32 {
        uid.get() / SPAN
    }

    /// The place of `uid`, or where it would be.
    pub(crate) fn position(&self, uid: Uid) -> Result<usize, usize> {
        self.messages.binary_search_by_key(&uid, |message| message.uid)
    }

    /// The places of the messages with UIDs from `first` to `last`, both included.
    pub(crate) fn places(&self, first: Uid, last: Uid) -> std::ops::Range<usize> {
        let start = self.position(first).unwrap_or_else(|place| place);
        let end = self.position(last).map_or_else(|place| place, |place| place + 1);
        start..end.max(start)
    }
}
