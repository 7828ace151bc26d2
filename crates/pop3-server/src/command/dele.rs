//! DELE (RFC 1939 §5)

use posthouse_pop3_wire::{MessageNumber, err, ok};

use crate::session::Session;

pub(super) fn perform(session: &mut Session<'_>, number: MessageNumber, out: &mut Vec<u8>) {
    let Some(maildrop) = session.maildrop(out) else { return };
    if maildrop.message(number).is_none() {
        return err(out, "no such message");
    }
    maildrop.mark(number);
    ok(out, "marked for deletion");
}
