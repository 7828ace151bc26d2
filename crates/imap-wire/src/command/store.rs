use crate::{Flag, MessageSet, ModSeq, Numbering};

/// `STORE` and `UID STORE` (RFC 9051 §6.4.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// What the numbers of `messages` are.
    pub numbering: Numbering,
    /// On which messages.
    pub messages: MessageSet,
    /// `UNCHANGEDSINCE`: only on messages not changed after this (RFC 7162 §3.1.3).
    pub unchanged_since: Option<ModSeq>,
    /// What to do with the flags.
    pub action: StoreAction,
    /// `.SILENT`: the new flags need not be sent back.
    pub silent: bool,
    /// Never holds [`Flag::Recent`].
    pub flags: Vec<Flag>,
}

/// What STORE does with its flags (RFC 9051 §6.4.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreAction {
    /// `FLAGS`: these and no others (`\Recent` stays).
    Replace,
    /// `+FLAGS`
    Add,
    /// `-FLAGS`
    Remove,
}
