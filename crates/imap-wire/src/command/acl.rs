use crate::{Mailbox, Rights};

/// `SETACL` (RFC 4314 §3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAcl {
    /// The mailbox.
    pub mailbox: Mailbox,
    /// Whose rights; with a `-` before it, the rights taken from who else would have them (RFC 4314 §2).
    pub identifier: String,
    /// What to do with them.
    pub action: RightsAction,
    /// Which rights.
    pub rights: Rights,
}

/// What SETACL does (RFC 4314 §7, ABNF `mod-rights`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RightsAction {
    /// These and no others.
    Replace,
    /// `+`
    Add,
    /// `-`
    Remove,
}

/// `DELETEACL` (RFC 4314 §3.2) and `LISTRIGHTS` (RFC 4314 §3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AclEntry {
    /// The mailbox.
    pub mailbox: Mailbox,
    /// Whose rights.
    pub identifier: String,
}
