//! CAPABILITY (RFC 9051 §6.1.1).

use posthouse_imap_wire::encode;

use crate::answer::Done;
use crate::capability::Capabilities;
use crate::session::Session;

pub(super) fn run(session: &mut Session<'_>) -> Done {
    let capabilities = Capabilities::of(session);
    encode::capability(session.out.buffer(), &capabilities.names());
    Done::Plain
}
