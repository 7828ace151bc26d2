//! CAPA (RFC 2449 §5)

use posthouse_pop3_wire::{END, ok};

use crate::session::{Session, State};

const ALWAYS: [&str; 7] = ["TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "UTF8 USER", "EXPIRE NEVER"];

pub(super) fn perform(session: &Session<'_>, out: &mut Vec<u8>) {
    ok(out, "capabilities follow");
    let mut line = |text: &str| {
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(b"\r\n");
    };
    ALWAYS.into_iter().for_each(&mut line);
    line(&format!("IMPLEMENTATION Posthouse-{}", env!("CARGO_PKG_VERSION")));
    if matches!(session.state, State::Authorization { .. }) {
        if session.offer.passwords {
            line("USER");
        }
        let mechanisms: String = session.offer.mechanisms().map(|mechanism| format!(" {}", mechanism.name())).collect();
        line(&format!("SASL{mechanisms}"));
        if session.peer.security.offers_starttls() {
            line("STLS");
        }
    }
    out.extend_from_slice(END);
}
