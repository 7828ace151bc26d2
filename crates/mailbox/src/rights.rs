//! What somebody may do with a mailbox: the rights of RFC 4314 §2.1.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not};

use crate::Flags;

/// A set of rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rights(u16);

/// The letters of the rights; each one's place is its bit.
const LETTERS: &str = "lrswipkxtea";

impl Rights {
    /// No right.
    pub const NONE: Self = Self(0);
    /// `l`: the mailbox is in lists.
    pub const LOOKUP: Self = Self(1);
    /// `r`: its messages can be read.
    pub const READ: Self = Self(1 << 1);
    /// `s`: `\Seen` is kept.
    pub const SEEN: Self = Self(1 << 2);
    /// `w`: flags other than `\Seen` and `\Deleted` can be changed.
    pub const WRITE: Self = Self(1 << 3);
    /// `i`: messages can be put into it.
    pub const INSERT: Self = Self(1 << 4);
    /// `p`: mail can be sent to it; nothing here asks for it.
    pub const POST: Self = Self(1 << 5);
    /// `k`: mailboxes can be made below it.
    pub const CREATE: Self = Self(1 << 6);
    /// `x`: it can be deleted and renamed.
    pub const DELETE_MAILBOX: Self = Self(1 << 7);
    /// `t`: `\Deleted` can be changed.
    pub const DELETE_MESSAGES: Self = Self(1 << 8);
    /// `e`: messages can be expunged.
    pub const EXPUNGE: Self = Self(1 << 9);
    /// `a`: the rights can be read and changed.
    pub const ADMINISTER: Self = Self(1 << 10);
    /// Every right: what the owner has.
    pub const ALL: Self = Self((1 << LETTERS.len()) - 1);

    /// Whoever has one of these knows that there is a mailbox: they are what MYRIGHTS asks for (RFC 4314 §4).
    pub const KNOWN: Self = Self(
        Self::LOOKUP.0 | Self::READ.0 | Self::INSERT.0 | Self::CREATE.0 | Self::DELETE_MAILBOX.0 | Self::ADMINISTER.0,
    );

    /// RFC 6851 §4.2: what takes messages out as if they were marked as deleted first.
    pub(crate) const REMOVE: Self = Self(Self::READ.0 | Self::DELETE_MESSAGES.0 | Self::EXPUNGE.0);

    /// The right of this letter.
    #[must_use]
    pub fn from_letter(letter: char) -> Option<Self> {
        LETTERS.chars().position(|known| known == letter).map(|bit| Self(1 << bit))
    }

    /// The rights of these letters; `None` where one is no letter of a right.
    #[must_use]
    pub fn from_letters(letters: &str) -> Option<Self> {
        letters.chars().try_fold(Self::NONE, |all, letter| Some(all | Self::from_letter(letter)?))
    }

    /// The letters, in the order of RFC 4314 §2.1.
    pub fn letters(self) -> impl Iterator<Item = char> {
        LETTERS.chars().enumerate().filter(move |(bit, _)| self.0 >> bit & 1 == 1).map(|(_, letter)| letter)
    }

    /// Whether every right of `other` is in this set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether some right is in both sets.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether no right is in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The flags that can be changed with these rights (RFC 4314 §4).
    #[must_use]
    pub fn flags(self) -> Flags {
        let special = Flags::SEEN | Flags::DELETED;
        let of = |right, flags| if self.contains(right) { flags } else { Flags::NONE };
        of(Self::SEEN, Flags::SEEN) | of(Self::DELETE_MESSAGES, Flags::DELETED) | of(Self::WRITE, !special)
    }

    /// Whether annotations can be read and set (RFC 5464 §3.3).
    #[must_use]
    pub fn can_annotate(self) -> bool {
        let one_of = Self::READ | Self::SEEN | Self::WRITE | Self::INSERT | Self::POST;
        self.contains(Self::LOOKUP) && self.intersects(one_of)
    }

    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    /// Rights that a later version may know are not for this one to give.
    pub(crate) fn from_bits(bits: u16) -> Option<Self> {
        Self::ALL.contains(Self(bits)).then_some(Self(bits))
    }
}

impl BitOr for Rights {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for Rights {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl Not for Rights {
    type Output = Self;
    fn not(self) -> Self {
        Self(!self.0 & Self::ALL.0)
    }
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.letters().try_for_each(|letter| write!(f, "{letter}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_rights_and_rights_are_letters() {
        assert_eq!(Rights::from_letters("aetxkpiwsrl"), Some(Rights::ALL));
        assert_eq!(Rights::ALL.to_string(), "lrswipkxtea");
        assert_eq!(Rights::from_letters("rl"), Some(Rights::LOOKUP | Rights::READ));
        assert_eq!(Rights::from_letters(""), Some(Rights::NONE));
        assert_eq!(Rights::from_letters("lq"), None);
        assert_eq!((!Rights::READ).to_string(), "lswipkxtea");
    }

    #[test]
    fn each_flag_asks_for_its_right() {
        assert_eq!(Rights::SEEN.flags(), Flags::SEEN);
        assert_eq!(Rights::DELETE_MESSAGES.flags(), Flags::DELETED);
        assert_eq!(Rights::WRITE.flags(), !(Flags::SEEN | Flags::DELETED));
        assert_eq!(Rights::ALL.flags(), Flags::ALL);
        assert_eq!((!(Rights::SEEN | Rights::WRITE | Rights::DELETE_MESSAGES)).flags(), Flags::NONE);
    }
}
