//! ID (RFC 2971).

use posthouse_imap_wire::encode;

use crate::answer::Done;
use crate::session::Session;

/// What the client says of itself changes nothing; what we say of ourselves is no help for an attacker.
pub(super) fn run(session: &mut Session<'_>) -> Done {
    encode::id(session.out.buffer(), &[("name", Some("Posthouse"))]);
    Done::Plain
}
