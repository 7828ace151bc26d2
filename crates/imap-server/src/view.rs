//! What the client of a session knows of its selected mailbox.

use std::sync::Arc;

use posthouse_mailbox::{Mailbox, Uid, UidSet};

/// The version of the mailbox that the client has been told of, and which of its messages are `\Recent` here.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// Sequence numbers count the messages of this version.
    pub(crate) mailbox: Arc<Mailbox>,
    /// The messages that this session was the first to be told of (RFC 3501 §2.3.2).
    pub(crate) recent: UidSet,
}

impl View {
    /// Whether the message has `\Recent` in this session.
    pub(crate) fn is_recent(&self, uid: Uid) -> bool {
        self.recent.contains(uid)
    }
}
