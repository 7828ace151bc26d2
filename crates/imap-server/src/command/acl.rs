//! SETACL, DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS (RFC 4314 §3).
//!
//! Whether somebody may do it, and what that is, the mailbox operations say. What a user may not know of is looked for
//! before anything else, so that no other answer tells of it.

use posthouse_imap_wire::command::{AclEntry, RightsAction, SetAcl};
use posthouse_imap_wire::{Mailbox, encode};
use posthouse_mailbox::{Acl, Identity, Rights, RightsChange};

use crate::answer::Done;
use crate::error::Error;
use crate::identifier;
use crate::place::Place;
use crate::rights;
use crate::session::Session;

/// What can be granted, each by itself: `c` and `d` stand by themselves too (RFC 4314 §2.1.1).
const GRANTABLE: [&str; 13] = ["l", "r", "s", "w", "i", "p", "k", "x", "t", "e", "a", "c", "d"];

pub(super) async fn set(session: &mut Session<'_>, arguments: &SetAcl) -> Result<Done, Error> {
    let rights = rights::read(&arguments.rights).ok_or(Error::Bad("A right is not known"))?;
    let change = match arguments.action {
        RightsAction::Replace => RightsChange::Replace,
        RightsAction::Add => RightsChange::Add,
        RightsAction::Remove => RightsChange::Remove,
    };
    change_entry(session, &arguments.mailbox, &arguments.identifier, change, rights).await
}

pub(super) async fn delete(session: &mut Session<'_>, entry: &AclEntry) -> Result<Done, Error> {
    change_entry(session, &entry.mailbox, &entry.identifier, RightsChange::Replace, Rights::NONE).await
}

async fn change_entry(
    session: &mut Session<'_>,
    mailbox: &Mailbox,
    identifier: &str,
    change: RightsChange,
    rights: Rights,
) -> Result<Done, Error> {
    let (place, _) = administered(session, mailbox).await?;
    let identifier = identifier::read(&session.context.directory, identifier).await?;
    place.account.set_acl(place.mailbox()?.id, identifier, change, rights).await?;
    Ok(Done::Plain)
}

/// The owner, who is in no list, comes first, with every right.
pub(super) async fn get(session: &mut Session<'_>, mailbox: &Mailbox) -> Result<Done, Error> {
    let (place, acl) = administered(session, mailbox).await?;
    let owner = (Identity::Account(place.account.id()).into(), Rights::ALL);
    let mut entries = Vec::new();
    for (identifier, given) in std::iter::once(owner).chain(acl.entries()) {
        // Somebody who is gone has no name any more.
        if let Some(name) = identifier::written(&session.context.directory, identifier).await? {
            entries.push((name, rights::written(given)));
        }
    }
    let mode = session.state.user()?.enabled.text_mode();
    let entries: Vec<_> = entries.iter().map(|(name, given)| (name.as_str(), given)).collect();
    encode::acl(session.out.buffer(), place.full_name.as_str(), &entries, mode);
    Ok(Done::Plain)
}

/// The owner always has every right; to others each can be given by itself.
pub(super) async fn list_rights(session: &mut Session<'_>, entry: &AclEntry) -> Result<Done, Error> {
    let (place, _) = administered(session, &entry.mailbox).await?;
    let identifier = identifier::read(&session.context.directory, &entry.identifier).await?;
    let is_owner = identifier == Identity::Account(place.account.id()).into();
    let always = rights::written(if is_owner { Rights::ALL } else { Rights::NONE });
    let grantable =
        GRANTABLE.iter().filter(|_| !is_owner).filter_map(|letter| posthouse_imap_wire::Rights::new(letter));
    let grantable: Vec<_> = grantable.collect();
    let groups: Vec<_> = grantable.iter().collect();
    let mode = session.state.user()?.enabled.text_mode();
    let (name, out) = (place.full_name.as_str(), session.out.buffer());
    encode::list_rights(out, name, &entry.identifier, &always, &groups, mode);
    Ok(Done::Plain)
}

/// Whoever may know of a mailbox may know its own rights to it.
pub(super) async fn my_rights(session: &mut Session<'_>, mailbox: &Mailbox) -> Result<Done, Error> {
    let user = session.state.user()?;
    let place = user.place(mailbox).await?;
    let mine = rights::written(place.mailbox()?.rights());
    encode::my_rights(session.out.buffer(), place.full_name.as_str(), &mine, user.enabled.text_mode());
    Ok(Done::Plain)
}

/// A mailbox whose list the user may read and change.
async fn administered(session: &mut Session<'_>, mailbox: &Mailbox) -> Result<(Place, Acl), Error> {
    let place = session.state.user()?.place(mailbox).await?;
    let acl = place.account.acl(&place.name)?;
    Ok((place, acl))
}
