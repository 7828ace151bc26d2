use crate::{Mailbox, StatusItem};

/// `STATUS` (RFC 9051 §6.3.11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Of which mailbox.
    pub mailbox: Mailbox,
    /// What to say of it, at least one, in the order written.
    pub items: Vec<StatusItem>,
}
