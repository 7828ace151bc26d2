//! `STARTTLS` (RFC 3207).

use crate::answer;
use crate::connection::Ended;
use crate::session::{Next, Session};

pub(super) fn run(session: &mut Session<'_>) -> Result<Next, Ended> {
    if !session.peer.security.offers_starttls() {
        return session.error(&answer::no_tls());
    }
    // What came in plaintext must not be taken for what comes encrypted (RFC 3207 §4.2, CVE-2011-0411).
    if session.connection.has_input() {
        session.connection.reply(&answer::pipelined_behind_starttls());
        return Err(Ended::Refused("commands behind STARTTLS"));
    }
    session.connection.reply(&answer::ready_for_tls());
    Ok(Next::StartTls)
}
