//! Where a mailbox is that a command names: in whose account, and by which name there.
//!
//! One's own mailboxes have their names as they are. Those of another account stand below the root of its namespace, behind
//! its address: `Other Users/bob@example.test/Plans`, `Shared Folders/team@example.test/INBOX` (RFC 9051 §6.3.10).

use std::sync::Arc;

use posthouse_directory::Address;
use posthouse_imap_wire as wire;
use posthouse_mailbox::{self as mailbox, Account, Mailbox, MailboxName, SEPARATOR};

use crate::convert;
use crate::error::{Error, Refusal};
use crate::state::User;

/// A namespace beside one's own (RFC 2342 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Namespace {
    /// Of mailboxes that belong to other users.
    OtherUsers,
    /// Of mailboxes that belong to shared accounts, which nobody logs in to.
    Shared,
}

/// What stands before the names of an account's mailboxes, as the client writes them: nothing before one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefix(Option<Arc<str>>);

/// A mailbox that a command names.
#[derive(Clone)]
pub(crate) struct Place {
    /// Whose mailbox it is, with the eyes and rights of the user.
    pub(crate) account: Account,
    /// Its name among the mailboxes of that account.
    pub(crate) name: MailboxName,
    /// What the client calls it.
    pub(crate) full_name: MailboxName,
}

impl Prefix {
    /// That of the account with this address.
    pub(crate) fn of(namespace: Namespace, address: &str) -> Self {
        Self(Some(format!("{}{SEPARATOR}{address}", namespace.root()).into()))
    }

    /// Whether it is before one's own mailboxes.
    pub(crate) fn is_own(&self) -> bool {
        self.0.is_none()
    }

    /// What the client calls a mailbox; `None` where that is too long for a name, so that there is none.
    pub(crate) fn full_name(&self, name: &MailboxName) -> Option<MailboxName> {
        match &self.0 {
            None => Some(name.clone()),
            Some(prefix) => MailboxName::new(&format!("{prefix}{SEPARATOR}{name}")).ok(),
        }
    }

    /// What the mailbox is called in its account that the client calls so; `None` where it is elsewhere.
    pub(crate) fn strip(&self, full_name: &MailboxName) -> Option<MailboxName> {
        let Some(prefix) = &self.0 else { return Some(full_name.clone()) };
        let rest = full_name.as_str().strip_prefix(&**prefix)?.strip_prefix(SEPARATOR)?;
        MailboxName::new(rest).ok()
    }
}

impl Namespace {
    pub(crate) const EVERY: [Self; 2] = [Self::OtherUsers, Self::Shared];

    /// What the names in it begin with, without the separator.
    pub(crate) const fn root(self) -> &'static str {
        match self {
            Self::OtherUsers => "Other Users",
            Self::Shared => "Shared Folders",
        }
    }

    fn has(self, name: &str) -> bool {
        name.strip_prefix(self.root()).is_some_and(|rest| rest.is_empty() || rest.starts_with(SEPARATOR))
    }
}

/// The address that a name below the root of a namespace has behind it. It may have separators in it before the `@`, but
/// where it ends, it cannot go on: so it is the shortest text that is one.
pub(crate) fn owner_in(name: &str) -> Option<Address> {
    let rest = Namespace::EVERY.into_iter().find_map(|namespace| name.strip_prefix(namespace.root()))?;
    let rest = rest.strip_prefix(SEPARATOR)?;
    rest.match_indices(SEPARATOR).find_map(|(at, _)| Address::parse(rest.get(..at)?).ok())
}

/// The beginning of a name, without the separator, if it is of mailboxes of other accounts or of what stands above them: none of
/// one's own can have such a name.
#[must_use]
pub fn namespace_of(name: &str) -> Option<&'static str> {
    Namespace::EVERY.into_iter().find(|namespace| namespace.has(name)).map(Namespace::root)
}

/// Whether a name is one that [`namespace_of`] finds.
pub(crate) fn is_others(name: &str) -> bool {
    namespace_of(name).is_some()
}

impl User {
    /// The place of a mailbox that shall be there already; whether it is, the operation on it finds out.
    ///
    /// # Errors
    /// Where no mailbox can have the name: then there is none. The same where it would be in the account of somebody
    /// who has given the user no right, or of nobody.
    pub(crate) async fn place(&self, name: &wire::Mailbox) -> Result<Place, Error> {
        let full_name = convert::existing_name(name)?;
        self.find(full_name).await?.ok_or(mailbox::Error::NoSuchMailbox.into())
    }

    /// The place of a mailbox that shall be made.
    ///
    /// # Errors
    /// Where no mailbox can have the name, or the user can make none there.
    pub(crate) async fn new_place(&self, name: &wire::Mailbox) -> Result<Place, Error> {
        let full_name = convert::new_name(name)?;
        self.find(full_name).await?.ok_or(mailbox::Error::NoPermission.into())
    }

    /// The place that messages shall go to, with its mailbox.
    ///
    /// # Errors
    /// Where it is not there: TRYCREATE if it could be made (RFC 9051 §6.4.7).
    pub(crate) async fn target(&self, name: &wire::Mailbox) -> Result<(Place, Arc<Mailbox>), Error> {
        let full_name = MailboxName::new(name.as_str())?;
        let place = self.find(full_name).await?.ok_or(mailbox::Error::NoSuchMailbox)?;
        let mailbox = place.account.now().mailbox(&place.name).cloned().ok_or_else(|| place.missing())?;
        Ok((place, mailbox))
    }

    /// The place of this name, if it is in an account where the user may know of something.
    pub(crate) async fn find(&self, full_name: MailboxName) -> Result<Option<Place>, Error> {
        if !is_others(full_name.as_str()) || self.account.now().mailbox(&full_name).is_some() {
            // One's own that had such a name before it was that of a namespace stays where it is.
            return Ok(Some(Place { account: self.account.clone(), name: full_name.clone(), full_name }));
        }
        let Some(neighbour) = self.others.owner_of(&full_name).await? else { return Ok(None) };
        let Some(name) = neighbour.prefix.strip(&full_name) else { return Ok(None) };
        // INBOX is written in any case, also behind a prefix.
        let full_name = neighbour.prefix.full_name(&name).unwrap_or(full_name);
        Ok(Some(Place { account: neighbour.account, name, full_name }))
    }
}

impl Place {
    /// The newest version of the mailbox.
    ///
    /// # Errors
    /// Where it is not there.
    pub(crate) fn mailbox(&self) -> Result<Arc<Mailbox>, Error> {
        Ok(self.account.mailbox(&self.name)?)
    }

    /// The same, with its messages.
    ///
    /// # Errors
    /// Where it is not there, or may not be read (RFC 4314 §4).
    pub(crate) fn readable(&self) -> Result<Arc<Mailbox>, Error> {
        Ok(self.account.readable(&self.name)?)
    }

    /// Why messages cannot go here if there is no mailbox: one's own could be made. What could be made in the account of
    /// somebody else would say too much of what is there.
    pub(crate) fn missing(&self) -> Error {
        match self.account.reader() {
            None => Refusal::TryCreate.into(),
            Some(_) => mailbox::Error::NoSuchMailbox.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> MailboxName {
        MailboxName::new(text).unwrap()
    }

    #[test]
    fn a_prefix_is_put_before_and_taken_off() {
        let bob = Prefix::of(Namespace::OtherUsers, "bob@example.test");
        let full = bob.full_name(&name("a/b")).unwrap();
        assert_eq!(full, name("Other Users/bob@example.test/a/b"));
        assert_eq!(bob.strip(&full), Some(name("a/b")));
        assert_eq!(bob.strip(&name("Other Users/bob@example.test/inbox")), Some(name("INBOX")));
        let team = Prefix::of(Namespace::Shared, "team@example.test");
        assert_eq!(team.full_name(&name("公告")), Some(name("Shared Folders/team@example.test/公告")));
        assert_eq!(team.strip(&full), None);
        for elsewhere in ["Other Users/bob@example.test", "Other Users/bob@example.testy/a", "a/b"] {
            assert_eq!(bob.strip(&name(elsewhere)), None, "{elsewhere}");
        }
        assert_eq!(bob.full_name(&name(&"x".repeat(990))), None);
        assert_eq!(Prefix::default().strip(&full), Some(full));
    }

    #[test]
    fn the_owner_is_found_in_a_name() {
        let found = |name: &str| owner_in(name).map(|address| address.to_unicode());
        for (name, address) in [
            ("Other Users/bob@example.test/Plans", "bob@example.test"),
            ("Other Users/bob@example.test/eve@example.test/Plans", "bob@example.test"),
            ("Other Users/a/b@example.test/Plans/a", "a/b@example.test"),
            ("Other Users/\"a@b/c\"@example.test/INBOX", "\"a@b/c\"@example.test"),
            ("Shared Folders/info@bücher.example/公告", "info@bücher.example"),
        ] {
            assert_eq!(found(name).as_deref(), Some(address), "{name}");
        }
        for name in ["Other Users", "Other Users/bob@example.test", "Other Users/bob/x", "bob@example.test/x", "INBOX"]
        {
            assert_eq!(found(name), None, "{name}");
        }
    }

    #[test]
    fn only_what_is_below_a_root_is_others() {
        for name in ["Other Users", "Other Users/x", "Shared Folders", "Shared Folders/x"] {
            assert!(is_others(name), "{name}");
        }
        for name in ["Other Users2", "a/Other Users", "Shared", "Shared Folders.x", "INBOX"] {
            assert!(!is_others(name), "{name}");
        }
    }
}
