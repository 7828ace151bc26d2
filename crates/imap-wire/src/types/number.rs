use std::num::NonZeroU32;

/// A message sequence number: the message's place in the mailbox as this session sees it (RFC 9051 §2.3.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeqNum(pub NonZeroU32);

/// A unique identifier of a message in a mailbox (RFC 9051 §2.3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub NonZeroU32);

/// The value which, together with a mailbox name and a UID, names a message for ever (RFC 9051 §2.3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UidValidity(pub NonZeroU32);

macro_rules! number {
    ($name:ident) => {
        impl $name {
            /// The number, or `None` for 0, which is not one (ABNF `nz-number`).
            pub fn new(value: u32) -> Option<Self> {
                NonZeroU32::new(value).map(Self)
            }

            /// The number as an integer, at least 1.
            pub fn get(self) -> u32 {
                self.0.get()
            }
        }
    };
}

number!(SeqNum);
number!(Uid);
number!(UidValidity);

/// What the numbers of a message set are: the difference between `FETCH` and `UID FETCH` (RFC 9051 §6.4.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Numbering {
    /// Message sequence numbers.
    Sequence,
    /// Unique identifiers.
    Uid,
}
