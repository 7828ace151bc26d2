//! UTF8 (RFC 6856 §2)

use posthouse_pop3_wire::{err, ok};

use crate::session::{Session, State};

/// Messages are sent as they are with and without it: RFC 6856 §2.1 lets a server that cannot downgrade do so, and a
/// downgraded message is an altered one.
pub(super) fn perform(session: &mut Session<'_>, out: &mut Vec<u8>) {
    if matches!(session.state, State::Transaction(_)) || session.utf8 {
        return err(out, "UTF8 is for before the login, once");
    }
    session.utf8 = true;
    ok(out, "UTF8 it is");
}
