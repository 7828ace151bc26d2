//! Metadata of mailboxes and of accounts: entries with values, which RFC 5464 §3.1 calls annotations.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use rpds::RedBlackTreeMapSync;

use crate::AccountId;

/// The most octets that the value of an annotation can have.
pub const MAX_ANNOTATION_SIZE: usize = 64 << 10;

/// The most annotations that a mailbox, or an account as a whole, can have: so many shared ones, and as many private
/// ones of each reader.
pub const MAX_ANNOTATIONS: usize = 200;

/// The most octets of names and values that all annotations of an account can have. Readers who are not the owner can fill
/// no more than half of it, so that they leave the owner some.
pub const MAX_ANNOTATION_OCTETS: u64 = 4 << 20;

/// The name of an entry (RFC 5464 §3.2), in lower case: names are compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryName(Box<str>);

impl EntryName {
    /// The name, or `None` where it is neither shared nor private.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let scope = name.strip_prefix('/')?.split('/').next()?;
        matches!(scope, "shared" | "private").then(|| Self(name.into()))
    }

    /// The entry that is a mailbox's special use (RFC 6154 §4).
    #[must_use]
    pub fn special_use() -> Self {
        Self("/private/specialuse".into())
    }

    /// The name with its slashes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the name is long enough for an entry with a value: two components, four of what is a vendor's
    /// (RFC 5464 §3.2).
    #[must_use]
    pub fn can_have_value(&self) -> bool {
        let components: Vec<_> = self.0.split('/').skip(1).collect();
        components.len() >= if components.get(1) == Some(&"vendor") { 4 } else { 2 }
    }

    /// Whether each reader has a value of its own.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.0.starts_with("/private")
    }

    /// How many levels this name is below another; `None` if it is not.
    #[must_use]
    pub fn levels_below(&self, other: &Self) -> Option<usize> {
        let rest = self.0.strip_prefix(other.as_str())?;
        rest.starts_with('/').then(|| rest.matches('/').count())
    }

    fn scope(&self, reader: AccountId) -> Scope {
        self.is_private().then_some(reader)
    }
}

/// Whose an annotation is: a reader's, or shared.
pub(crate) type Scope = Option<AccountId>;

/// The value of an annotation. Versions of the account share it.
pub(crate) type Value = Arc<[u8]>;

/// The annotations of a mailbox or of an account. Cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations(RedBlackTreeMapSync<(Scope, EntryName), Value>);

impl Annotations {
    /// The value that `reader` sees.
    #[must_use]
    pub fn get(&self, name: &EntryName, reader: AccountId) -> Option<&[u8]> {
        self.0.get(&(name.scope(reader), name.clone())).map(|value| &**value)
    }

    /// Every annotation below `name` that `reader` sees, in the order of the names.
    pub fn below<'a>(&'a self, name: &EntryName, reader: AccountId) -> impl Iterator<Item = (&'a EntryName, &'a [u8])> {
        let near = self.from(name.scope(reader), name.clone());
        // Names such as "/a!" sort between "/a" and "/a/b", so those below are filtered, not taken.
        let near = near.take_while(move |(other, _)| other.0.starts_with(name.as_str()));
        near.filter(move |(other, _)| other.levels_below(name).is_some())
    }

    /// The names of those that `reader` sees and that say something else in a newer version, or nothing in one of both.
    #[must_use]
    pub fn changes_to<'a>(&'a self, newer: &'a Self, reader: AccountId) -> BTreeSet<&'a EntryName> {
        let any = || EntryName(Box::default());
        let seen = |all: &'a Self| all.from(None, any()).chain(all.from(Some(reader), any()));
        let changed =
            |other: &'a Self| move |(name, value): &(&EntryName, &[u8])| other.get(name, reader) != Some(*value);
        seen(self).filter(changed(newer)).chain(seen(newer).filter(changed(self))).map(|(name, _)| name).collect()
    }

    /// Those of `scope` from `name` on.
    fn from(&self, scope: Scope, name: EntryName) -> impl Iterator<Item = (&EntryName, &[u8])> {
        let behind = self.0.range((Bound::Included((scope, name)), Bound::Unbounded));
        let own = behind.take_while(move |((whose, _), _)| *whose == scope);
        own.map(|((_, name), value)| (name, &**value))
    }

    /// Each with its owner.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Scope, &EntryName, &Value)> {
        self.0.iter().map(|((scope, name), value)| (*scope, name, value))
    }

    /// How many belong to `scope`.
    pub(crate) fn count(&self, scope: Scope) -> usize {
        self.from(scope, EntryName(Box::default())).count()
    }

    /// The octets of names and values.
    pub(crate) fn octets(&self) -> u64 {
        self.0.iter().map(|((_, name), value)| octets(name, value)).sum()
    }

    /// Sets a value or removes it. Returns how many octets there were of it and are now.
    pub(crate) fn set(&mut self, scope: Scope, name: EntryName, value: Option<Value>) -> (u64, u64) {
        let key = (scope, name);
        let before = self.0.get(&key).map_or(0, |old| octets(&key.1, old));
        let after = value.as_ref().map_or(0, |new| octets(&key.1, new));
        match value {
            Some(value) => self.0.insert_mut(key, value),
            None => _ = self.0.remove_mut(&key),
        }
        (before, after)
    }
}

fn octets(name: &EntryName, value: &[u8]) -> u64 {
    (name.0.len() + value.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> EntryName {
        EntryName::new(text).unwrap()
    }

    #[test]
    fn names_have_a_scope_and_no_case() {
        assert_eq!(name("/Private/Comment"), name("/private/comment"));
        for bad in ["", "/", "/other/x", "/sharedx/y", "shared/x"] {
            assert_eq!(EntryName::new(bad), None, "{bad}");
        }
        let whole = ["/shared/comment", "/private/vendor/x/y"];
        let short = ["/shared", "/private/vendor", "/shared/vendor/x"];
        assert!(whole.iter().all(|text| name(text).can_have_value()));
        assert!(!short.iter().any(|text| name(text).can_have_value()));
    }

    #[test]
    fn each_reader_sees_its_own_private_ones() {
        let mut annotations = Annotations::default();
        let (alice, bob) = (AccountId(1), AccountId(2));
        annotations.set(None, name("/shared/comment"), Some((*b"all").into()));
        annotations.set(Some(alice), name("/private/comment"), Some((*b"hers").into()));
        assert_eq!(annotations.get(&name("/shared/comment"), bob), Some(&b"all"[..]));
        assert_eq!(annotations.get(&name("/private/comment"), alice), Some(&b"hers"[..]));
        assert_eq!(annotations.get(&name("/private/comment"), bob), None);
        assert_eq!((annotations.count(None), annotations.count(Some(alice)), annotations.count(Some(bob))), (1, 1, 0));
        assert_eq!(annotations.octets(), 15 + 3 + 16 + 4);
    }

    #[test]
    fn changes_are_what_is_new_other_or_gone() {
        let (alice, bob) = (AccountId(1), AccountId(2));
        let mut old = Annotations::default();
        for entry in ["/shared/a", "/shared/b", "/shared/c"] {
            old.set(None, name(entry), Some(Arc::default()));
        }
        let mut new = old.clone();
        new.set(None, name("/shared/a"), Some((*b"x").into()));
        new.set(None, name("/shared/b"), None);
        new.set(Some(alice), name("/private/d"), Some(Arc::default()));
        let changes = |one: &Annotations, other: &Annotations, reader| -> Vec<String> {
            one.changes_to(other, reader).into_iter().map(|name| name.as_str().to_owned()).collect()
        };
        assert_eq!(changes(&old, &new, alice), ["/private/d", "/shared/a", "/shared/b"]);
        assert_eq!(changes(&new, &old, bob), ["/shared/a", "/shared/b"]);
        assert!(changes(&new, &new, alice).is_empty());
    }

    #[test]
    fn what_is_below_is_behind_a_slash() {
        let mut annotations = Annotations::default();
        for entry in ["/shared/a", "/shared/a!", "/shared/a/b", "/shared/a/b/c", "/shared/ab", "/shared/b"] {
            annotations.set(None, name(entry), Some(Arc::default()));
        }
        let below = |of: &str| -> Vec<(String, usize)> {
            let of = name(of);
            let found = annotations.below(&of, AccountId(1));
            found.map(|(entry, _)| (entry.as_str().to_owned(), entry.levels_below(&of).unwrap())).collect()
        };
        assert_eq!(below("/shared/a"), [("/shared/a/b".to_owned(), 1), ("/shared/a/b/c".to_owned(), 2)]);
        assert_eq!(below("/shared").len(), 6);
        assert!(below("/private").is_empty());
    }
}
