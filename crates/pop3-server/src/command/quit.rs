//! QUIT (RFC 1939 §4, §6)

use posthouse_pop3_wire::ok;

use crate::connection::Ended;
use crate::session::{Next, Session, State, refuse};

/// What is marked is removed before the answer; where that fails, nothing was removed and the client is told.
pub(super) async fn perform(session: &mut Session<'_>, out: &mut Vec<u8>) -> Result<Next, Ended> {
    if let State::Transaction(maildrop) = &session.state {
        match maildrop.update().await {
            Ok(removed) => session.removed = removed,
            Err(error) => {
                refuse(out, &error);
                return Ok(Next::Close);
            }
        }
    }
    ok(out, "bye");
    Ok(Next::Close)
}
