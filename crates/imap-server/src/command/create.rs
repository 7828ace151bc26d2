//! CREATE (RFC 9051 §6.3.4), with USE (RFC 6154 §3) and MAILBOXID (RFC 8474 §4.1).

use posthouse_imap_wire::SpecialUse;
use posthouse_imap_wire::command::Create;
use posthouse_mailbox as mailbox;

use crate::answer::Done;
use crate::convert;
use crate::error::{Error, Refusal};
use crate::normalized;
use crate::notify::Did;
use crate::object_id;
use crate::session::Session;

pub(super) async fn run(session: &mut Session<'_>, arguments: Create) -> Result<Done, Error> {
    let place = session.state.user()?.new_place(&arguments.mailbox).await?;
    let special_use = single(&arguments.special_use)?;
    let created = place.account.create(place.name.clone(), special_use).await?;
    let user = session.state.user()?;
    normalized::tell_if_other(&place, &arguments.mailbox, user.enabled, session.out.buffer());
    user.note(&place.account, Did::Create(place.name));
    Ok(Done::Created(object_id::of_mailbox(place.account.id(), created)))
}

/// A mailbox has one use.
fn single(uses: &[SpecialUse]) -> Result<Option<mailbox::SpecialUse>, Refusal> {
    match uses {
        [] => Ok(None),
        [one] => convert::special_use(*one).map(Some).ok_or(Refusal::SpecialUse),
        _ => Err(Refusal::SpecialUse),
    }
}
