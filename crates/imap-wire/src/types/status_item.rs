/// What `STATUS` and `LIST … RETURN (STATUS (…))` can be asked for (RFC 9051 §6.3.11, ABNF `status-att`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusItem {
    /// `MESSAGES`: how many messages there are.
    Messages,
    /// `RECENT` of RFC 3501 §6.3.10.
    Recent,
    /// `UIDNEXT`
    UidNext,
    /// `UIDVALIDITY`
    UidValidity,
    /// `UNSEEN`: how many messages lack `\Seen`.
    Unseen,
    /// `DELETED`: how many messages have `\Deleted` (RFC 9051 §6.3.11).
    Deleted,
    /// `SIZE`: the sum of RFC822.SIZE in octets (RFC 8438 §3).
    Size,
    /// `HIGHESTMODSEQ` (RFC 7162 §3.1.8)
    HighestModSeq,
    /// `APPENDLIMIT`: the largest message that fits, in octets (RFC 7889 §3).
    AppendLimit,
    /// `MAILBOXID` (RFC 8474 §4.3)
    MailboxId,
    /// `DELETED-STORAGE`: how much could be won by expunging, in octets (RFC 9208 §4.2.2).
    DeletedStorage,
}

impl StatusItem {
    /// Every item.
    pub const EVERY: [StatusItem; 11] = [
        StatusItem::Messages,
        StatusItem::Recent,
        StatusItem::UidNext,
        StatusItem::UidValidity,
        StatusItem::Unseen,
        StatusItem::Deleted,
        StatusItem::Size,
        StatusItem::HighestModSeq,
        StatusItem::AppendLimit,
        StatusItem::MailboxId,
        StatusItem::DeletedStorage,
    ];

    /// The item's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            StatusItem::Messages => "MESSAGES",
            StatusItem::Recent => "RECENT",
            StatusItem::UidNext => "UIDNEXT",
            StatusItem::UidValidity => "UIDVALIDITY",
            StatusItem::Unseen => "UNSEEN",
            StatusItem::Deleted => "DELETED",
            StatusItem::Size => "SIZE",
            StatusItem::HighestModSeq => "HIGHESTMODSEQ",
            StatusItem::AppendLimit => "APPENDLIMIT",
            StatusItem::MailboxId => "MAILBOXID",
            StatusItem::DeletedStorage => "DELETED-STORAGE",
        }
    }

    /// The item of this name, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|it| it.as_str().eq_ignore_ascii_case(name))
    }
}
