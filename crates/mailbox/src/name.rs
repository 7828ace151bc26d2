//! Mailbox names: any Unicode, hierarchy `/`, INBOX in any case (RFC 9051 §5.1).
//!
//! Modified UTF-7 is a matter of the wire and unknown here.

use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

/// Between the levels of a name.
pub const SEPARATOR: char = '/';

/// The longest name in bytes of UTF-8.
pub const MAX_NAME_LENGTH: usize = 1000;

/// The most levels of a name.
pub const MAX_LEVELS: usize = 50;

/// A valid mailbox name in Unicode normal form C; names that look alike are one name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailboxName(Arc<str>);

/// Why a name cannot be a mailbox name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// There is no character in it.
    #[error("the mailbox name is empty")]
    Empty,
    /// Longer than [`MAX_NAME_LENGTH`] or deeper than [`MAX_LEVELS`].
    #[error("the mailbox name is too long")]
    TooLong,
    /// A level of the hierarchy is empty.
    #[error("a mailbox name has no empty levels: no \"/\" at its start and no \"//\" in it")]
    EmptyLevel,
    /// Control characters and the like (RFC 5198 §2).
    #[error("the mailbox name has a control character in it")]
    ControlCharacter,
}

impl MailboxName {
    /// The name that `text` means.
    ///
    /// # Errors
    /// Where `text` cannot name a mailbox.
    pub fn new(text: &str) -> Result<Self, InvalidName> {
        if text.is_empty() {
            return Err(InvalidName::Empty);
        }
        if text.len() > MAX_NAME_LENGTH {
            return Err(InvalidName::TooLong);
        }
        if text.chars().any(is_forbidden) {
            return Err(InvalidName::ControlCharacter);
        }
        let normal: String = text.nfc().collect();
        if normal.split(SEPARATOR).any(str::is_empty) {
            return Err(InvalidName::EmptyLevel);
        }
        if normal.len() > MAX_NAME_LENGTH || normal.split(SEPARATOR).count() > MAX_LEVELS {
            return Err(InvalidName::TooLong);
        }
        Ok(Self(canonical_inbox(normal).into()))
    }

    /// The INBOX of an account.
    #[must_use]
    pub fn inbox() -> Self {
        Self("INBOX".into())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is INBOX itself.
    #[must_use]
    pub fn is_inbox(&self) -> bool {
        &*self.0 == "INBOX"
    }

    /// The name one level up; `None` at the top.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once(SEPARATOR).map(|(parent, _)| Self(parent.into()))
    }

    /// Whether this name lies below `ancestor`, at any depth.
    #[must_use]
    pub fn is_below(&self, ancestor: &Self) -> bool {
        self.0.strip_prefix(&*ancestor.0).is_some_and(|rest| rest.starts_with(SEPARATOR))
    }

    /// This name with its ancestor `from` replaced by `to`.
    ///
    /// # Errors
    /// Where the result is too long, or this name is not below `from`.
    pub fn moved(&self, from: &Self, to: &Self) -> Result<Self, InvalidName> {
        let rest = self.0.strip_prefix(&*from.0).ok_or(InvalidName::EmptyLevel)?;
        Self::new(&format!("{}{rest}", to.0))
    }
}

/// RFC 9051 §5.1: INBOX is case-insensitive, also as the top of a hierarchy.
fn canonical_inbox(name: String) -> String {
    match name.get(..5) {
        Some(top) if top.eq_ignore_ascii_case("INBOX") && (name.len() == 5 || name[5..].starts_with(SEPARATOR)) => {
            format!("INBOX{}", &name[5..])
        }
        _ => name,
    }
}

fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

impl fmt::Display for MailboxName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_are_one() {
        assert_eq!(MailboxName::new("Cafe\u{301}"), MailboxName::new("Caf\u{e9}"));
        assert_eq!(MailboxName::new("inBox"), Ok(MailboxName::inbox()));
        assert_eq!(MailboxName::new("inbox/工作").unwrap().as_str(), "INBOX/工作");
        assert_eq!(MailboxName::new("inboxes").unwrap().as_str(), "inboxes");
    }

    #[test]
    fn bad_names_are_refused() {
        assert_eq!(MailboxName::new(""), Err(InvalidName::Empty));
        assert_eq!(MailboxName::new("/a"), Err(InvalidName::EmptyLevel));
        assert_eq!(MailboxName::new("a//b"), Err(InvalidName::EmptyLevel));
        assert_eq!(MailboxName::new("a\u{0}b"), Err(InvalidName::ControlCharacter));
        assert_eq!(MailboxName::new(&"长".repeat(400)), Err(InvalidName::TooLong));
        assert_eq!(MailboxName::new(&"a/".repeat(60)[..119]), Err(InvalidName::TooLong));
    }

    #[test]
    fn hierarchy() {
        let (a, ab) = (MailboxName::new("a").unwrap(), MailboxName::new("a/b").unwrap());
        assert!(ab.is_below(&a) && !a.is_below(&ab) && !MailboxName::new("ab").unwrap().is_below(&a));
        assert_eq!(ab.parent(), Some(a.clone()));
        assert_eq!(ab.moved(&a, &MailboxName::new("x/y").unwrap()).unwrap().as_str(), "x/y/b");
    }
}
