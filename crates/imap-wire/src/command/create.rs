use crate::{Mailbox, SpecialUse};

/// `CREATE` (RFC 9051 §6.3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Create {
    /// The new mailbox. A trailing hierarchy delimiter, which declares that children will follow, is still there.
    pub mailbox: Mailbox,
    /// `USE (…)`: what the mailbox shall be for (RFC 6154 §3), in the order written.
    pub special_use: Vec<SpecialUse>,
}
