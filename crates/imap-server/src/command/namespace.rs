//! NAMESPACE (RFC 9051 §6.3.10, RFC 2342).

use posthouse_imap_wire::encode::{self, Namespace};
use posthouse_mailbox::SEPARATOR;

use crate::answer::Done;
use crate::error::Error;
use crate::session::Session;

/// There are only one's own mailboxes.
pub(super) fn run(session: &mut Session<'_>) -> Result<Done, Error> {
    let mode = session.state.user()?.enabled.text_mode();
    let personal = [Namespace { prefix: "", delimiter: Some(SEPARATOR), translation: None }];
    encode::namespace(session.out.buffer(), &personal, &[], &[], mode);
    Ok(Done::Plain)
}
