//! SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.7, §6.3.8).

use posthouse_imap_wire::Mailbox;

use crate::answer::Done;
use crate::convert;
use crate::error::Error;
use crate::session::Session;

/// The name need not be there (RFC 9051 §6.3.7).
pub(super) async fn subscribe(session: &mut Session<'_>, name: &Mailbox) -> Result<Done, Error> {
    session.state.user()?.account.subscribe(convert::new_name(name)?).await?;
    Ok(Done::Plain)
}

pub(super) async fn unsubscribe(session: &mut Session<'_>, name: &Mailbox) -> Result<Done, Error> {
    session.state.user()?.account.unsubscribe(convert::new_name(name)?).await?;
    Ok(Done::Plain)
}
