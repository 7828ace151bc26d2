use crate::{Mailbox, MetadataEntry};

/// `GETMETADATA` (RFC 5464 §4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetMetadata {
    /// The mailbox; the server itself if the name is empty.
    pub mailbox: Mailbox,
    /// Which entries, at least one.
    pub entries: Vec<MetadataEntry>,
    /// `MAXSIZE`: no values longer than this, in octets (RFC 5464 §4.2.1).
    pub max_size: Option<u32>,
    /// `DEPTH`: how far below the entries (RFC 5464 §4.2.2).
    pub depth: MetadataDepth,
}

/// Which entries besides those named (RFC 5464 §4.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MetadataDepth {
    /// `0`: none
    #[default]
    Zero,
    /// `1`: those right below
    One,
    /// `infinity`: all below
    Infinity,
}

/// `SETMETADATA` (RFC 5464 §4.3). All of it is done, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetMetadata {
    /// The mailbox; the server itself if the name is empty.
    pub mailbox: Mailbox,
    /// Entries and their new values, at least one; `None` removes the entry.
    pub values: Vec<(MetadataEntry, Option<Vec<u8>>)>,
}
