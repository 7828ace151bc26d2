//! NOTIFY (RFC 5465 §3.1).

use posthouse_imap_wire::command;
use posthouse_imap_wire::table::Expunge;

use crate::answer::Done;
use crate::error::Error;
use crate::notify::{self, Notify};
use crate::session::Session;
use crate::state::State;
use crate::sync::Telling;

/// What is refused leaves everything as it was.
pub(super) async fn run(session: &mut Session<'_>, arguments: &command::Notify) -> Result<Done, Error> {
    let (groups, status) = match arguments {
        command::Notify::None => (&[][..], false),
        command::Notify::Set { status, groups } => (&groups[..], *status),
    };
    let mut notify = Notify::new(groups)?;
    let open = session.state.open();
    notify::tell(session.state.user()?, open, &mut session.out).await?;
    notify.take_over(session.state.user()?).await?;
    if matches!(arguments, command::Notify::Set { .. }) {
        catch_up(session).await?;
    }
    let user = session.state.user()?;
    notify::tell_first(&notify, user, open, status, &mut session.out).await?;
    user.notify = Some(Box::new(notify));
    Ok(Done::Plain)
}

/// NOTIFY SET implies NOOP (RFC 5465 §3.1): whatever has been kept back is told.
async fn catch_up(session: &mut Session<'_>) -> Result<(), Error> {
    let State::Selected(selected) = &mut session.state else { return Ok(()) };
    selected.user.notify = None;
    selected.sync(Telling::news(Expunge::Allowed, false), &mut session.out).await?;
    selected.skip_arrivals();
    Ok(())
}
