//! GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208 §4.1). An account is one quota root, named by its address; all its
//! mailboxes are under it.

use posthouse_directory::{self as directory, Address};
use posthouse_imap_wire as wire;
use posthouse_imap_wire::TextMode;
use posthouse_imap_wire::command::{QuotaLimit, SetQuota};
use posthouse_imap_wire::encode::{self, QuotaResource};
use posthouse_mailbox::{Account, AccountId, PerResource, Quota, Resource};

use crate::Context;
use crate::answer::Done;
use crate::error::{Error, Refusal};
use crate::session::Session;

/// The unit of STORAGE in octets (RFC 9208 §5.1).
const UNIT: u64 = 1024;

/// GETQUOTA: of one's own root; of others for administrators.
pub(super) async fn get(session: &mut Session<'_>, root: &[u8]) -> Result<Done, Error> {
    let context = session.context;
    let user = session.state.user()?;
    let mode = user.enabled.text_mode();
    let owner = owner(context, root).await?;
    if !is_of(&owner, &user.account) && !is_administrator(context, &user.account).await? {
        return Err(Refusal::NoQuotaRoot.into());
    }
    let account = context.store.account(AccountId(owner.id.0)).await?;
    tell(&account, root, mode, session.out.buffer());
    Ok(Done::Plain)
}

/// GETQUOTAROOT. The mailbox need not be there, unless it is another's: only who may read it learns how much its owner
/// has (RFC 9208 §6). Where nothing is limited no root is told: its QUOTA would be an empty list, which the text has
/// (RFC 9208 §4.2.1) but the grammar has not (RFC 9208 §7), and Thunderbird takes it for an error.
pub(super) async fn get_root(session: &mut Session<'_>, name: &wire::Mailbox) -> Result<Done, Error> {
    let context = session.context;
    let user = session.state.user()?;
    let mode = user.enabled.text_mode();
    let place = user.place(name).await?;
    if place.account.reader().is_some() {
        place.readable()?;
    }
    let account = place.account;
    let owner = context.directory.account(directory::AccountId(account.id().0)).await?;
    let root = owner.ok_or(Refusal::NoQuotaRoot)?.address.to_string();
    if !is_limited(&account) {
        encode::quota_root(session.out.buffer(), name.as_str(), &[], mode);
        return Ok(Done::Plain);
    }
    encode::quota_root(session.out.buffer(), name.as_str(), &[root.as_bytes()], mode);
    tell(&account, root.as_bytes(), mode, session.out.buffer());
    Ok(Done::Plain)
}

/// SETQUOTA: for administrators. What is not named is no longer limited.
pub(super) async fn set(session: &mut Session<'_>, arguments: &SetQuota) -> Result<Done, Error> {
    let context = session.context;
    let user = session.state.user()?;
    let mode = user.enabled.text_mode();
    if !is_administrator(context, &user.account).await? {
        return Err(Refusal::NotAdministrator.into());
    }
    let limits = limits(&arguments.limits)?;
    let owner = owner(context, &arguments.root).await?;
    let account = context.store.account(AccountId(owner.id.0)).await?;
    account.set_quota(limits).await?;
    tell(&account, &arguments.root, mode, session.out.buffer());
    Ok(Done::Plain)
}

/// Whose root it is.
async fn owner(context: &Context, root: &[u8]) -> Result<directory::Account, Error> {
    let address = std::str::from_utf8(root).ok().and_then(|root| Address::parse(root).ok());
    let address = address.ok_or(Refusal::NoQuotaRoot)?;
    context.directory.account_by_address(&address).await?.ok_or(Refusal::NoQuotaRoot.into())
}

fn is_of(owner: &directory::Account, account: &Account) -> bool {
    owner.id.0 == account.id().0
}

async fn is_administrator(context: &Context, account: &Account) -> Result<bool, Error> {
    let account = context.directory.account(directory::AccountId(account.id().0)).await?;
    Ok(account.is_some_and(|account| account.admin))
}

fn is_limited(account: &Account) -> bool {
    let limits = account.limits();
    Resource::EVERY.into_iter().any(|resource| limits.get(resource).is_some())
}

/// Writes QUOTA: only what is limited (RFC 9208 §4.2.1).
fn tell(account: &Account, root: &[u8], mode: TextMode, out: &mut Vec<u8>) {
    let (usage, limits) = (account.usage(), account.limits());
    let resource = |resource| {
        let (usage, limit) = (usage.get(resource), limits.get(resource)?);
        Some(match resource {
            Resource::Storage => QuotaResource { name: "STORAGE", usage: usage.div_ceil(UNIT), limit: limit / UNIT },
            Resource::Messages => QuotaResource { name: "MESSAGE", usage, limit },
            Resource::Mailboxes => QuotaResource { name: "MAILBOX", usage, limit },
        })
    };
    let limited: Vec<_> = Resource::EVERY.into_iter().filter_map(resource).collect();
    encode::quota(out, root, &limited, mode);
}

fn limits(asked: &[QuotaLimit]) -> Result<PerResource<Option<Quota>>, Error> {
    let unlimited = Some(Quota::Unlimited);
    let mut limits = PerResource { storage: unlimited, messages: unlimited, mailboxes: unlimited };
    for QuotaLimit { resource, limit } in asked {
        let (resource, limit) = match resource.as_str() {
            "STORAGE" => (Resource::Storage, limit.saturating_mul(UNIT)),
            "MESSAGE" => (Resource::Messages, *limit),
            "MAILBOX" => (Resource::Mailboxes, *limit),
            _ => return Err(Refusal::UnknownResource.into()),
        };
        *limits.get_mut(resource) = Some(Quota::AtMost(limit));
    }
    Ok(limits)
}
