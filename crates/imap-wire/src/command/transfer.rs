use crate::{Mailbox, MessageSet, Numbering};

/// `COPY`, `MOVE` and their UID forms (RFC 9051 §6.4.7 and §6.4.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// What the numbers of `messages` are.
    pub numbering: Numbering,
    /// Which messages.
    pub messages: MessageSet,
    /// Where to.
    pub mailbox: Mailbox,
}
