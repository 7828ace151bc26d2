//! STLS (RFC 2595 §4)

use posthouse_pop3_wire::{err, ok};

use crate::connection::{Connection, Ended};
use crate::session::{Next, Session};

/// Nothing may follow STLS before the handshake; what does was put there by somebody else, and ends the session.
pub(super) fn perform(session: &Session<'_>, connection: &mut Connection<'_>) -> Result<Next, Ended> {
    let pipelined = connection.has_input();
    let out = connection.output();
    if !session.expects_login(out) {
        return Ok(Next::Line);
    }
    if !session.peer.security.offers_starttls() {
        err(out, "TLS is active already, or not offered here");
        return Ok(Next::Line);
    }
    if pipelined {
        return Err(Ended::Refused("commands were sent behind STLS"));
    }
    ok(out, "begin TLS negotiation");
    Ok(Next::StartTls)
}
