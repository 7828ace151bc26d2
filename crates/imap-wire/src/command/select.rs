use crate::Mailbox;

/// `SELECT` and `EXAMINE` (RFC 9051 §6.3.2 and §6.3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// The mailbox to open.
    pub mailbox: Mailbox,
    /// `(CONDSTORE)`: enables CONDSTORE (RFC 7162 §3.1.8).
    pub condstore: bool,
}
