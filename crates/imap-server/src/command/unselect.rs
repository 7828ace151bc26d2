//! UNSELECT (RFC 9051 §6.4.2, RFC 3691).

use crate::answer::Done;
use crate::error::Error;
use crate::session::Session;

pub(super) fn run(session: &mut Session<'_>) -> Result<Done, Error> {
    session.state.deselect();
    Ok(Done::Plain)
}
