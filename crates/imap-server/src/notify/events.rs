//! Sets of events (RFC 5465 §5).

use posthouse_imap_wire::command::NotifyEvent;

use crate::error::Refusal;

/// The names of all events that are told (RFC 5465 §8, ABNF `unsupported-events-code`).
pub(crate) const SUPPORTED: &[&str] = &[
    "MessageNew",
    "MessageExpunge",
    "FlagChange",
    "MailboxName",
    "SubscriptionChange",
    "MailboxMetadataChange",
    "ServerMetadataChange",
];

/// A set of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Events(u8);

impl Events {
    pub(crate) const NONE: Self = Self(0);
    /// MessageNew and MessageExpunge, which are only asked for together (RFC 5465 §5).
    pub(crate) const MESSAGES: Self = Self(1);
    /// FlagChange.
    pub(crate) const FLAGS: Self = Self(2);
    /// MailboxName.
    pub(crate) const NAMES: Self = Self(4);
    /// SubscriptionChange.
    pub(crate) const SUBSCRIPTIONS: Self = Self(8);
    /// MailboxMetadataChange.
    pub(crate) const METADATA: Self = Self(16);
    /// ServerMetadataChange, which is of no mailbox.
    pub(crate) const SERVER: Self = Self(32);

    /// The events that are named.
    ///
    /// # Errors
    /// Where one is among them that is not told.
    pub(crate) fn of(named: &[NotifyEvent]) -> Result<Self, Refusal> {
        named.iter().try_fold(Self::NONE, |all, event| Ok(all | Self::single(event)?))
    }

    fn single(event: &NotifyEvent) -> Result<Self, Refusal> {
        match event {
            NotifyEvent::MessageNew(_) | NotifyEvent::MessageExpunge => Ok(Self::MESSAGES),
            NotifyEvent::FlagChange => Ok(Self::FLAGS),
            NotifyEvent::MailboxName => Ok(Self::NAMES),
            NotifyEvent::SubscriptionChange => Ok(Self::SUBSCRIPTIONS),
            NotifyEvent::MailboxMetadataChange => Ok(Self::METADATA),
            NotifyEvent::ServerMetadataChange => Ok(Self::SERVER),
            NotifyEvent::AnnotationChange | NotifyEvent::Other(_) => Err(Refusal::BadEvent),
        }
    }

    /// Whether both sets have an event.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl std::ops::BitAnd for Events {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl std::ops::BitOr for Events {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
