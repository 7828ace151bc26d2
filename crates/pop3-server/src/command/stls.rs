//! STLS (RFC 2595 §4)

use posthouse_pop3_wire::{err, ok};

use crate::session::{Next, Session};

pub(super) fn perform(session: &Session<'_>, out: &mut Vec<u8>) -> Next {
    if !session.expects_login(out) {
        return Next::Line;
    }
    if !session.peer.security.offers_starttls() {
        err(out, "TLS is active already, or not offered here");
        return Next::Line;
    }
    ok(out, "begin TLS negotiation");
    Next::StartTls
}
