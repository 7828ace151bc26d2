//! RSET (RFC 1939 §5)

use posthouse_pop3_wire::ok;

use crate::session::Session;

pub(super) fn perform(session: &mut Session<'_>, out: &mut Vec<u8>) {
    if let Some(maildrop) = session.maildrop(out) {
        maildrop.unmark_all();
        let (messages, octets) = maildrop.stat();
        ok(out, format_args!("{messages} messages ({octets} octets)"));
    }
}
