//! SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7, §6.3.8).

use posthouse_imap_wire::Mailbox;
use posthouse_mailbox::MailboxName;

use crate::answer::Done;
use crate::convert;
use crate::error::Error;
use crate::notify::Did;
use crate::session::Session;
use crate::state::User;

/// The name need not be there (RFC 9051 §6.3.7).
pub(super) async fn subscribe(session: &mut Session<'_>, name: &Mailbox) -> Result<Done, Error> {
    let (user, name) = named(session, name).await?;
    user.account.subscribe(name.clone()).await?;
    user.note(&user.account.clone(), Did::Subscribe(name, true));
    Ok(Done::Plain)
}

pub(super) async fn unsubscribe(session: &mut Session<'_>, name: &Mailbox) -> Result<Done, Error> {
    let (user, name) = named(session, name).await?;
    user.account.unsubscribe(name.clone()).await?;
    user.note(&user.account.clone(), Did::Subscribe(name, false));
    Ok(Done::Plain)
}

/// The name as it is kept: one of another's mailbox as LIST tells it, if it can be told.
async fn named<'s>(session: &'s mut Session<'_>, name: &Mailbox) -> Result<(&'s mut User, MailboxName), Error> {
    let user = session.state.user()?;
    let name = convert::new_name(name)?;
    let full_name = user.find(name.clone()).await?.map_or(name, |place| place.full_name);
    Ok((user, full_name))
}
