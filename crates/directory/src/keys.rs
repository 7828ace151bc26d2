//! The keys of the directory: `D`, one letter for the kind, then what is named.
//!
//! Domains hold no NUL, so that a NUL ends one inside a key.

use posthouse_engine::Key;

use crate::{Account, AccountId, Address, Domain, GroupId, GroupName};

/// The one record of the directory as a whole.
pub(crate) const META: &[u8] = b"Dm";
/// A secret of the server.
pub(crate) const SECRET: &[u8] = b"Ds";
/// Every domain.
pub(crate) const DOMAINS: &[u8] = b"Dd";
/// Every account, by number.
pub(crate) const ACCOUNTS: &[u8] = b"Da";
/// Every alias, by domain.
pub(crate) const ALIASES: &[u8] = b"Dl";

/// Every account that was removed while its mail was still there.
pub(crate) const REMOVED: &[u8] = b"Dx";

/// Every group, by name.
pub(crate) const GROUP_NAMES: &[u8] = b"Dh";

const GROUPS: &[u8] = b"Dg";
const MEMBERS: &[u8] = b"Di";
const MEMBERSHIPS: &[u8] = b"Dj";
const NAMES: &[u8] = b"Dn";
const RANKS: &[u8] = b"Dr";
const CREDENTIALS: &[u8] = b"Dc";

/// The rank of a shared account.
const SHARED_RANK: u8 = 2;

/// A domain's record.
pub(crate) fn domain(domain: &Domain) -> Key {
    [DOMAINS, domain.as_str().as_bytes()].concat()
}

/// An account's record.
pub(crate) fn account(id: AccountId) -> Key {
    [ACCOUNTS, &id.0.to_be_bytes()].concat()
}

/// An account's credentials.
pub(crate) fn credentials(id: AccountId) -> Key {
    [CREDENTIALS, &id.0.to_be_bytes()].concat()
}

/// An account whose mail is still to be removed.
pub(crate) fn removed(id: AccountId) -> Key {
    [REMOVED, &id.0.to_be_bytes()].concat()
}

/// The number of the account with this address.
pub(crate) fn name(address: &Address) -> Key {
    [NAMES, &mailbox(address)].concat()
}

/// The targets of the alias with this address.
pub(crate) fn alias(address: &Address) -> Key {
    [ALIASES, &mailbox(address)].concat()
}

/// Every alias of a domain.
pub(crate) fn aliases_of(domain: &Domain) -> Key {
    [ALIASES, domain.as_str().as_bytes(), b"\0"].concat()
}

/// The accounts of a domain (of the server, without one) in the order in which they stand in for the postmaster.
pub(crate) fn ranks_of(domain: Option<&Domain>) -> Key {
    let domain = domain.map_or("", Domain::as_str);
    [RANKS, domain.as_bytes(), b"\0"].concat()
}

/// Where an account stands among [`ranks_of`]: administrators first, then the oldest, behind all the shared ones.
pub(crate) fn rank(domain: Option<&Domain>, account: &Account) -> Key {
    let rank = match account {
        Account { shared: true, .. } => SHARED_RANK,
        Account { admin: true, .. } => 0,
        _ => 1,
    };
    [&ranks_of(domain)[..], &[rank], &account.id.0.to_be_bytes()].concat()
}

/// Where those end among [`ranks_of`] who can stand in for the postmaster: a shared account cannot.
pub(crate) fn ranks_end(domain: Option<&Domain>) -> Key {
    [&ranks_of(domain)[..], &[SHARED_RANK]].concat()
}

/// The number of the group with this name.
pub(crate) fn group_name(name: &GroupName) -> Key {
    [GROUP_NAMES, name.as_str().as_bytes()].concat()
}

/// A group's record.
pub(crate) fn group(id: GroupId) -> Key {
    [GROUPS, &id.0.to_be_bytes()].concat()
}

/// Who is in a group.
pub(crate) fn members_of(group: GroupId) -> Key {
    [MEMBERS, &group.0.to_be_bytes()].concat()
}

/// That an account is in a group.
pub(crate) fn member(group: GroupId, account: AccountId) -> Key {
    [&members_of(group)[..], &account.0.to_be_bytes()].concat()
}

/// Which groups an account is in.
pub(crate) fn memberships_of(account: AccountId) -> Key {
    [MEMBERSHIPS, &account.0.to_be_bytes()].concat()
}

/// The same as [`member`], from the other end.
pub(crate) fn membership(account: AccountId, group: GroupId) -> Key {
    [&memberships_of(account)[..], &group.0.to_be_bytes()].concat()
}

/// The group that a key ends with.
pub(crate) fn last_group(key: &[u8]) -> Option<GroupId> {
    key.last_chunk().map(|id| GroupId(u64::from_be_bytes(*id)))
}

/// The account that a key ends with.
pub(crate) fn last_account(key: &[u8]) -> Option<AccountId> {
    key.last_chunk().map(|id| AccountId(u64::from_be_bytes(*id)))
}

fn mailbox(address: &Address) -> Key {
    [address.domain().as_str().as_bytes(), b"\0", address.folded_local_part().as_bytes()].concat()
}
