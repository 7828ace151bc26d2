use super::FetchItem;
use crate::MailboxFilter;

/// `NOTIFY` (RFC 5465 §3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notify {
    /// `NONE`: tell nothing.
    None,
    /// `SET`: tell this from now on, and nothing else.
    Set {
        /// `STATUS`: begin with a STATUS response for each mailbox (RFC 5465 §3.1).
        status: bool,
        /// What to tell of which mailboxes, at least one. All groups that name a mailbox count for it
        /// (RFC 5465 §6). At most one is of the selected mailbox.
        groups: Vec<EventGroup>,
    },
}

/// Events in some mailboxes (RFC 5465 §8, ABNF `event-group`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventGroup {
    /// Which mailboxes.
    pub filter: MailboxFilter,
    /// Which events; empty for `NONE`. MessageNew and MessageExpunge come together, and with FlagChange. For the
    /// selected mailbox only events of messages.
    pub events: Vec<NotifyEvent>,
}

/// Something that happens (RFC 5465 §5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotifyEvent {
    /// `MessageNew`, and what to fetch of it; items only for the selected mailbox (RFC 5465 §5.2)
    MessageNew(Vec<FetchItem>),
    /// `MessageExpunge` (RFC 5465 §5.3)
    MessageExpunge,
    /// `FlagChange` (RFC 5465 §5.1)
    FlagChange,
    /// `AnnotationChange` (RFC 5465 §5.1)
    AnnotationChange,
    /// `MailboxName`: made, renamed, deleted, or rights to it changed (RFC 5465 §5.4)
    MailboxName,
    /// `SubscriptionChange` (RFC 5465 §5.5)
    SubscriptionChange,
    /// `MailboxMetadataChange` (RFC 5465 §5.6)
    MailboxMetadataChange,
    /// `ServerMetadataChange` (RFC 5465 §5.7)
    ServerMetadataChange,
    /// An event that is not known; to be answered with NO and BADEVENT (RFC 5465 §3.1).
    Other(String),
}

impl NotifyEvent {
    /// How many events one group may name.
    pub const MAX_EVENTS: usize = 32;

    /// Whether it is something that happens to messages (RFC 5465 §8, ABNF `message-event`).
    pub fn is_of_message(&self) -> bool {
        use NotifyEvent::{AnnotationChange, FlagChange, MessageExpunge, MessageNew};
        matches!(self, MessageNew(_) | MessageExpunge | FlagChange | AnnotationChange)
    }

    /// The event's name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            NotifyEvent::MessageNew(_) => "MessageNew",
            NotifyEvent::MessageExpunge => "MessageExpunge",
            NotifyEvent::FlagChange => "FlagChange",
            NotifyEvent::AnnotationChange => "AnnotationChange",
            NotifyEvent::MailboxName => "MailboxName",
            NotifyEvent::SubscriptionChange => "SubscriptionChange",
            NotifyEvent::MailboxMetadataChange => "MailboxMetadataChange",
            NotifyEvent::ServerMetadataChange => "ServerMetadataChange",
            NotifyEvent::Other(name) => name,
        }
    }
}
