//! Who has which rights to a mailbox (RFC 4314 §2), and who looks at it.
//!
//! Everybody is named by a number that is never used again, so that nobody inherits rights with an address. How an
//! identifier is written is a matter of the directory and the protocols.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::record::{Damaged, Put, Reader as RecordReader};
use crate::{AccountId, Error, Limit, Rights};

/// The most entries of an access control list.
pub const MAX_ACL_ENTRIES: usize = 256;

/// A group of accounts; the directory assigns the number and never again the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u64);

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who can have rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// Every account of this server: `anyone`.
    Anyone,
    /// An account.
    Account(AccountId),
    /// Every account of a group.
    Group(GroupId),
}

/// Whom an entry of an access control list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    /// Who.
    pub identity: Identity,
    /// Whether the rights are taken away, whoever else gives them: `-` before the identifier.
    pub negative: bool,
}

impl From<Identity> for Identifier {
    fn from(identity: Identity) -> Self {
        Self { identity, negative: false }
    }
}

/// Somebody who looks at mailboxes of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    account: AccountId,
    identities: BTreeSet<Identity>,
}

impl Reader {
    /// The account with its groups.
    #[must_use]
    pub fn new(account: AccountId, groups: impl IntoIterator<Item = GroupId>) -> Self {
        let groups = groups.into_iter().map(Identity::Group);
        Self { account, identities: groups.chain([Identity::Anyone, Identity::Account(account)]).collect() }
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Everything that the account is: itself, anyone, and its groups.
    pub fn identities(&self) -> impl Iterator<Item = Identity> + '_ {
        self.identities.iter().copied()
    }
}

/// What becomes of the rights of an entry (RFC 4314 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RightsChange {
    /// They become these.
    Replace,
    /// These are added.
    Add,
    /// These are taken away.
    Remove,
}

/// An access control list. The owner is not in it: it has every right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acl {
    entries: BTreeMap<Identifier, Rights>,
}

impl Acl {
    /// The entries; none is without rights.
    pub fn entries(&self) -> impl Iterator<Item = (Identifier, Rights)> + '_ {
        self.entries.iter().map(|(identifier, rights)| (*identifier, *rights))
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The rights that the entry gives or takes; none where there is no entry.
    #[must_use]
    pub fn get(&self, identifier: Identifier) -> Rights {
        self.entries.get(&identifier).copied().unwrap_or_default()
    }

    /// The rights of somebody who is not the owner: the union of what the entries give, without what they take.
    #[must_use]
    pub fn rights_of(&self, reader: &Reader) -> Rights {
        let union = |negative| {
            let rights = reader.identities().map(|identity| self.get(Identifier { identity, negative }));
            rights.fold(Rights::NONE, |all, rights| all | rights)
        };
        if self.is_empty() { Rights::NONE } else { union(false) & !union(true) }
    }

    /// The rights of the entry after a change.
    ///
    /// # Errors
    /// Where it would be one entry too many.
    pub(crate) fn changed(
        &self,
        identifier: Identifier,
        change: RightsChange,
        rights: Rights,
    ) -> Result<Rights, Error> {
        let before = self.get(identifier);
        let after = match change {
            RightsChange::Replace => rights,
            RightsChange::Add => before | rights,
            RightsChange::Remove => before & !rights,
        };
        let is_new = before.is_empty() && !after.is_empty();
        if is_new && self.entries.len() >= MAX_ACL_ENTRIES {
            return Err(Error::Limit(Limit::AclEntries));
        }
        Ok(after)
    }

    /// An entry without rights is none.
    pub(crate) fn set(&mut self, identifier: Identifier, rights: Rights) {
        if rights.is_empty() {
            self.entries.remove(&identifier);
        } else {
            self.entries.insert(identifier, rights);
        }
    }
}

impl Identity {
    /// Its kind and number, as keys and records have them.
    pub(crate) fn code(self) -> (u8, u64) {
        match self {
            Self::Anyone => (0, 0),
            Self::Account(account) => (1, account.0),
            Self::Group(group) => (2, group.0),
        }
    }

    pub(crate) fn from_code(kind: u8, number: u64) -> Option<Self> {
        match kind {
            0 => Some(Self::Anyone),
            1 => Some(Self::Account(AccountId(number))),
            2 => Some(Self::Group(GroupId(number))),
            _ => None,
        }
    }
}

/// The bit of the kind that says that rights are taken away.
const NEGATIVE: u8 = 0x80;

pub(crate) fn put_entry(record: &mut Vec<u8>, identifier: Identifier, rights: Rights) {
    let (kind, number) = identifier.identity.code();
    record.put_u8(kind | if identifier.negative { NEGATIVE } else { 0 });
    record.put_number(number);
    record.put_number(u64::from(rights.bits()));
}

pub(crate) fn read_entry(reader: &mut RecordReader<'_>) -> Result<(Identifier, Rights), Damaged> {
    let kind = reader.u8()?;
    let identity = Identity::from_code(kind & !NEGATIVE, reader.number()?);
    let identity = identity.ok_or(Damaged("an identifier of an unknown kind"))?;
    let bits = u16::try_from(reader.number()?).ok();
    let rights = bits.and_then(Rights::from_bits).ok_or(Damaged("unknown rights"))?;
    Ok((Identifier { identity, negative: kind & NEGATIVE != 0 }, rights))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(letters: &str) -> Rights {
        Rights::from_letters(letters).unwrap()
    }

    #[test]
    fn rights_are_what_all_entries_give_without_what_one_takes() {
        let mut acl = Acl::default();
        acl.set(Identity::Anyone.into(), rights("l"));
        acl.set(Identity::Account(AccountId(2)).into(), rights("rs"));
        acl.set(Identity::Group(GroupId(2)).into(), rights("iw"));
        acl.set(Identifier { identity: Identity::Group(GroupId(3)), negative: true }, rights("lw"));
        let of = |account, groups: &[u64]| {
            acl.rights_of(&Reader::new(AccountId(account), groups.iter().copied().map(GroupId)))
        };
        assert_eq!(of(9, &[]), rights("l"));
        assert_eq!(of(2, &[]), rights("lrs"));
        assert_eq!(of(2, &[2]), rights("lrsiw"));
        assert_eq!(of(2, &[2, 3]), rights("rsi"));
        assert_eq!(of(9, &[3]), Rights::NONE);
    }

    #[test]
    fn a_list_is_bounded() {
        let mut acl = Acl::default();
        for number in 0..MAX_ACL_ENTRIES as u64 {
            let identifier = Identifier { identity: Identity::Group(GroupId(number)), negative: number % 2 == 0 };
            let given = acl.changed(identifier, RightsChange::Add, rights("lr")).unwrap();
            acl.set(identifier, given);
        }
        let one_more = acl.changed(Identity::Anyone.into(), RightsChange::Replace, rights("l"));
        assert!(matches!(one_more, Err(Error::Limit(Limit::AclEntries))));
        let known = Identity::Group(GroupId(1)).into();
        assert_eq!(acl.changed(known, RightsChange::Remove, rights("l")).unwrap(), rights("r"));
    }
}
