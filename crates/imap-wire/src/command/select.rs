use crate::{Mailbox, ModSeq, SequenceSet, UidValidity};

/// `SELECT` and `EXAMINE` (RFC 9051 §6.3.2 and §6.3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// The mailbox to open.
    pub mailbox: Mailbox,
    /// `(CONDSTORE)`: enables CONDSTORE (RFC 7162 §3.1.8).
    pub condstore: bool,
    /// `(QRESYNC (…))`: tell what has changed since; only after `ENABLE QRESYNC` (RFC 7162 §3.2.5).
    pub qresync: Option<QResync>,
}

/// What a client knows of a mailbox that it had selected before (RFC 7162 §3.2.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QResync {
    /// The mailbox's UIDVALIDITY then; with another one, nothing of this is of use.
    pub uid_validity: UidValidity,
    /// The highest modification sequence it knows, at least 1.
    pub mod_seq: ModSeq,
    /// The UIDs it knows, without `*`; all below UIDNEXT if `None`.
    pub known_uids: Option<SequenceSet>,
    /// Some messages by both numbers, for a server that does not remember every expunge.
    pub matches: Option<SequenceMatch>,
}

/// Messages by sequence number and by UID (RFC 7162 §3.2.5.2). Both sets have as many numbers, in corresponding
/// order, and no `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SequenceMatch {
    /// Their sequence numbers.
    pub numbers: SequenceSet,
    /// Their UIDs.
    pub uids: SequenceSet,
}
