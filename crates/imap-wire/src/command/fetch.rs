use crate::{MessageSet, ModSeq, Numbering, Part, Partial, PartialRange, Section};

/// `FETCH` and `UID FETCH` (RFC 9051 §6.4.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetch {
    /// What the numbers of `messages` are. `UID FETCH` answers with the UID whether asked for or not
    /// (RFC 9051 §6.4.9).
    pub numbering: Numbering,
    /// Of which messages.
    pub messages: MessageSet,
    /// What of them, at least one, in the order written and with macros expanded.
    pub items: Vec<FetchItem>,
    /// `CHANGEDSINCE`: only messages changed after this, and their MODSEQ with them (RFC 7162 §3.1.4.1).
    pub changed_since: Option<ModSeq>,
    /// `VANISHED`: also which of the messages are gone since then. Never without `changed_since` nor with sequence
    /// numbers, and only after `ENABLE QRESYNC` (RFC 7162 §3.2.6).
    pub vanished: bool,
    /// `PARTIAL`: only these of the messages. Never with sequence numbers (RFC 9394 §3.3).
    pub partial: Option<PartialRange>,
}

/// What FETCH may ask of a message (RFC 9051 §6.4.5, ABNF `fetch-att`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FetchItem {
    /// `ENVELOPE`
    Envelope,
    /// `FLAGS`
    Flags,
    /// `INTERNALDATE`
    InternalDate,
    /// `RFC822.SIZE`
    Rfc822Size,
    /// `UID`
    Uid,
    /// `MODSEQ` (RFC 7162 §3.1.4.2)
    ModSeq,
    /// `BODY` without a section: the structure without extension data.
    Body,
    /// `BODYSTRUCTURE`
    BodyStructure,
    /// `BODY[…]` and `BODY.PEEK[…]`
    Section(BodySection),
    /// `RFC822`: as `BODY[]`, under its own name (RFC 3501 §6.4.5). Sets `\Seen`.
    Rfc822,
    /// `RFC822.HEADER`: as `BODY.PEEK[HEADER]`, under its own name (RFC 3501 §6.4.5).
    Rfc822Header,
    /// `RFC822.TEXT`: as `BODY[TEXT]`, under its own name (RFC 3501 §6.4.5). Sets `\Seen`.
    Rfc822Text,
    /// `BINARY[…]` and `BINARY.PEEK[…]`: the decoded content of a part (RFC 3516 §4.2)
    Binary(BinarySection),
    /// `BINARY.SIZE[…]` (RFC 3516 §4.2)
    BinarySize(Part),
    /// `EMAILID` (RFC 8474 §5.1)
    EmailId,
    /// `THREADID` (RFC 8474 §5.2)
    ThreadId,
    /// `SAVEDATE`: when it came into the mailbox (RFC 8514 §4.2)
    SaveDate,
    /// `PREVIEW`: how the text begins (RFC 8970 §3)
    Preview {
        /// `(LAZY)`: only if that costs nothing (RFC 8970 §4.1).
        lazy: bool,
    },
}

/// `BODY[section]<partial>` (RFC 9051 §6.4.5).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BodySection {
    /// `BODY.PEEK`: does not set `\Seen`.
    pub peek: bool,
    /// Which text.
    pub section: Section,
    /// Which octets of it.
    pub partial: Option<Partial>,
}

/// `BINARY[part]<partial>` (RFC 3516 §4.2).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BinarySection {
    /// `BINARY.PEEK`: does not set `\Seen`.
    pub peek: bool,
    /// Which part.
    pub part: Part,
    /// Which octets of its decoded content.
    pub partial: Option<Partial>,
}

impl FetchItem {
    /// Whether fetching this sets `\Seen` in a mailbox that is not read-only (RFC 9051 §6.4.5).
    pub fn sets_seen(&self) -> bool {
        match self {
            FetchItem::Section(section) => !section.peek,
            FetchItem::Binary(section) => !section.peek,
            FetchItem::Rfc822 | FetchItem::Rfc822Text => true,
            _ => false,
        }
    }
}
