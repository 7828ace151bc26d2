//! RESETKEY (RFC 4467 §7): what was authorized no longer is.

use posthouse_imap_wire::command::ResetKey;

use crate::answer::Done;
use crate::error::{Error, Refusal};
use crate::session::Session;
use crate::url_auth;

pub(super) async fn run(session: &mut Session<'_>, arguments: &ResetKey) -> Result<Done, Error> {
    if arguments.mechanisms.iter().any(|mechanism| mechanism != url_auth::MECHANISM) {
        return Err(Refusal::UnknownUrlMechanism.into());
    }
    let user = session.state.user()?;
    let Some(name) = &arguments.mailbox else {
        user.account.remove_access_keys().await?;
        return Ok(Done::Plain);
    };
    let place = user.place(name).await?;
    let mailbox = place.mailbox()?;
    // Only one's own mailboxes have URLs.
    if place.account.id() != user.account.id() {
        return Err(Refusal::NoUrls.into());
    }
    user.account.replace_access_key(mailbox.id, url_auth::fresh_key()?).await?;
    Ok(Done::KeyReset)
}
