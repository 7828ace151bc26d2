//! DELETE (RFC 9051 §6.3.5).

use posthouse_imap_wire::Mailbox;
use posthouse_imap_wire::encode::{self, Code, Condition};

use crate::answer::Done;
use crate::error::Error;
use crate::normalized;
use crate::notify::Did;
use crate::session::Session;
use crate::state::State;

pub(super) async fn run(session: &mut Session<'_>, name: &Mailbox) -> Result<Done, Error> {
    let place = session.state.user()?.place(name).await?;
    place.account.delete(place.name.clone()).await?;
    let user = session.state.user()?;
    normalized::tell_if_other(&place, name, user.enabled, session.out.buffer());
    user.note(&place.account, Did::Delete(place.name));
    close_if_gone(session);
    Ok(Done::Plain)
}

/// A client that deletes its own selected mailbox goes on without one.
fn close_if_gone(session: &mut Session<'_>) {
    let State::Selected(selected) = &session.state else { return };
    if selected.account.now().by_id(selected.view.mailbox.id).is_none() {
        session.state.deselect();
        encode::untagged(session.out.buffer(), Condition::Ok, Some(Code::Closed), "The mailbox is closed");
    }
}
