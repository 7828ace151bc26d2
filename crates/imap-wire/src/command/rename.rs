use crate::Mailbox;

/// `RENAME` (RFC 9051 §6.3.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// The mailbox as it is called now.
    pub from: Mailbox,
    /// Its new name.
    pub to: Mailbox,
}
