//! Flags of a placement: the system flags of RFC 9051 §2.3.2 and the keywords of its mailbox.

use std::ops::{BitAnd, BitOr, Not};

/// How many keywords a mailbox can hold.
pub const MAX_KEYWORDS: usize = 120;

/// The longest keyword in bytes.
pub const MAX_KEYWORD_LENGTH: usize = 200;

/// A set of flags: five system flags, and keywords by their place in the mailbox's keyword table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(pub u128);

impl Flags {
    /// No flag.
    pub const NONE: Self = Self(0);
    /// `\Seen`
    pub const SEEN: Self = Self(1);
    /// `\Answered`
    pub const ANSWERED: Self = Self(1 << 1);
    /// `\Flagged`
    pub const FLAGGED: Self = Self(1 << 2);
    /// `\Deleted`
    pub const DELETED: Self = Self(1 << 3);
    /// `\Draft`
    pub const DRAFT: Self = Self(1 << 4);
    /// Every system flag.
    pub const SYSTEM: Self = Self(0x1f);
    /// Every flag there can be.
    pub const ALL: Self = Self(u128::MAX);

    const FIRST_KEYWORD: usize = 8;

    /// The flag of the keyword at `index` of the mailbox's keyword table; none beyond [`MAX_KEYWORDS`].
    #[must_use]
    pub fn keyword(index: usize) -> Self {
        if index < MAX_KEYWORDS { Self(1 << (Self::FIRST_KEYWORD + index)) } else { Self::NONE }
    }

    /// The flags of a message as a reader sees them who is not the owner: `\Seen` is its own.
    pub(crate) fn for_reader(shared: Self, is_seen: bool) -> Self {
        shared & !Self::SEEN | if is_seen { Self::SEEN } else { Self::NONE }
    }

    /// Whether every flag of `other` is in this set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether some flag is in both sets.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether no flag is set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The places in the keyword table of the keywords in this set, ascending.
    pub fn keywords(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0 >> Self::FIRST_KEYWORD;
        std::iter::from_fn(move || {
            let index = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            (index < MAX_KEYWORDS).then_some(index)
        })
    }
}

impl BitOr for Flags {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for Flags {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl Not for Flags {
    type Output = Self;
    fn not(self) -> Self {
        Self(!self.0)
    }
}

/// Flags as a client names them: system flags as a set, keywords by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedFlags {
    /// The system flags among them.
    pub system: Flags,
    /// Keywords, as written; compared without regard to ASCII case (RFC 9051 §2.3.2).
    pub keywords: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_have_places_of_their_own() {
        let set = Flags::SEEN | Flags::keyword(0) | Flags::keyword(MAX_KEYWORDS - 1);
        assert_eq!(set.keywords().collect::<Vec<_>>(), [0, MAX_KEYWORDS - 1]);
        assert!(set.contains(Flags::SEEN) && !set.contains(Flags::DRAFT));
        assert_eq!(Flags::keyword(MAX_KEYWORDS), Flags::NONE);
    }
}
