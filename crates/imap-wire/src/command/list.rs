use crate::{ListPattern, Mailbox, MetadataEntry, StatusItem};

/// `LIST` (RFC 9051 §6.3.9, RFC 5258 §3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Which mailboxes are meant, beyond their names.
    pub selection: ListSelection,
    /// The reference name, before which the pattern is a name of its own. Empty in practice.
    pub reference: Mailbox,
    /// At least one. An empty single pattern asks for the hierarchy delimiter (RFC 9051 §6.3.9).
    pub patterns: Vec<ListPattern>,
    /// What shall be said of them.
    pub returns: ListReturn,
    /// Whether the command has selection options, several patterns or return options, and so asks for the behaviour
    /// of RFC 5258 §3 (a pattern that is empty then means nothing special).
    pub extended: bool,
}

/// Selection options (RFC 5258 §3.1, ABNF `list-select-opts`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListSelection {
    /// `SUBSCRIBED`: subscribed names, existing or not; answers carry `\Subscribed`.
    pub subscribed: bool,
    /// `REMOTE`: mailboxes elsewhere too (RFC 2193).
    pub remote: bool,
    /// `RECURSIVEMATCH`: parents of what matches too, with CHILDINFO. Never without a base option.
    pub recursive_match: bool,
    /// `SPECIAL-USE`: mailboxes with a special use (RFC 6154 §2); answers carry it.
    pub special_use: bool,
}

/// Return options (RFC 5258 §3.2, ABNF `list-return-opts`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListReturn {
    /// `SUBSCRIBED`
    pub subscribed: bool,
    /// `CHILDREN`
    pub children: bool,
    /// `SPECIAL-USE` (RFC 6154 §2)
    pub special_use: bool,
    /// `STATUS (…)`: a STATUS response after each mailbox (RFC 5819 §2); empty if not asked for.
    pub status: Vec<StatusItem>,
    /// `MYRIGHTS`: a MYRIGHTS response after each mailbox (RFC 8440 §3)
    pub my_rights: bool,
    /// `METADATA (…)`: a METADATA response after each mailbox that has one of these (RFC 9590 §3); empty if not asked
    /// for.
    pub metadata: Vec<MetadataEntry>,
}

/// `LSUB` (RFC 3501 §6.3.9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lsub {
    /// The reference name.
    pub reference: Mailbox,
    /// The name with wildcards.
    pub pattern: ListPattern,
}
