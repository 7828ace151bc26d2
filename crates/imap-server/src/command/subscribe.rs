//! SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7, §6.3.8).

use posthouse_imap_wire::Mailbox;

use crate::answer::Done;
use crate::convert;
use crate::error::Error;
use crate::notify::Did;
use crate::session::Session;

/// The name need not be there (RFC 9051 §6.3.7).
pub(super) async fn subscribe(session: &mut Session<'_>, name: &Mailbox) -> Result<Done, Error> {
    let (user, name) = (session.state.user()?, convert::new_name(name)?);
    user.account.subscribe(name.clone()).await?;
    user.note(&user.account.clone(), Did::Subscribe(name, true));
    Ok(Done::Plain)
}

pub(super) async fn unsubscribe(session: &mut Session<'_>, name: &Mailbox) -> Result<Done, Error> {
    let (user, name) = (session.state.user()?, convert::new_name(name)?);
    user.account.unsubscribe(name.clone()).await?;
    user.note(&user.account.clone(), Did::Subscribe(name, false));
    Ok(Done::Plain)
}
