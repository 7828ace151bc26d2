//! USER (RFC 1939 §7)

use posthouse_pop3_wire::{Code, err, err_with, ok};

use crate::session::{Session, State};

/// Whether there is such an account is not told before the password is checked.
pub(super) fn perform(session: &mut Session<'_>, name: Vec<u8>, out: &mut Vec<u8>) {
    if !session.expects_login(out) {
        return;
    }
    if !session.offer.passwords {
        return err(out, "passwords need TLS here; say STLS first");
    }
    if std::str::from_utf8(&name).is_err() {
        return err_with(out, Code::Utf8, "the name is not UTF-8");
    }
    session.state = State::Authorization { name: Some(name) };
    ok(out, "the password, please");
}
