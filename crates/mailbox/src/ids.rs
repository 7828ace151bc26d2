//! The numbers a mailbox store is made of, each a type of its own.

use std::fmt;
use std::num::NonZeroU32;

use crate::columns::SpanId;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// An account of this server; the directory assigns it and never again the same.
    AccountId
}
number! {
    /// A mailbox of an account; unique in the account for ever, kept by a rename.
    MailboxId
}
number! {
    /// A message of an account, however many mailboxes hold it; unique in the account for ever.
    EmailId
}
number! {
    /// The number of a commit of an account (RFC 7162 §3.1.1, a 63-bit number); 0 is before the first commit.
    ModSeq
}

impl EmailId {
    /// Whether it costs less to read what is known of both at once.
    #[must_use]
    pub fn is_near(self, other: Self) -> bool {
        SpanId::of(self) == SpanId::of(other)
    }
}

impl ModSeq {
    /// The number of the next commit.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A unique identifier of a placement in its mailbox (RFC 9051 §2.3.1.1): strictly ascending, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(NonZeroU32);

impl Uid {
    /// The smallest UID.
    pub const MIN: Self = Self(NonZeroU32::MIN);
    /// The largest UID.
    pub const MAX: Self = Self(NonZeroU32::MAX);

    /// The UID of this number; `None` for 0.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }

    /// The number, 1 or more.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// The UID behind this one; stays at [`Uid::MAX`].
    #[must_use]
    pub fn saturating_next(self) -> Self {
        self.saturating_add(1)
    }

    /// The UID `count` further on; stays at [`Uid::MAX`].
    #[must_use]
    pub fn saturating_add(self, count: u32) -> Self {
        Self(self.0.saturating_add(count))
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// When a message was received: the IMAP internal date (RFC 9051 §2.3.3) with the zone it was given in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InternalDate {
    /// Seconds since 1970-01-01 00:00 UTC.
    pub seconds: i64,
    /// Minutes east of UTC, for showing it as it was given; -1439 to 1439.
    pub offset_minutes: i16,
}
