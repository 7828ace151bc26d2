//! NAMESPACE (RFC 9051 §6.3.10, RFC 2342).

use posthouse_imap_wire::encode::{self, Namespace};
use posthouse_mailbox::SEPARATOR;

use crate::answer::Done;
use crate::error::Error;
use crate::place::OTHERS;
use crate::session::Session;

/// One's own mailboxes, and those of other users by ACL.
pub(super) fn run(session: &mut Session<'_>) -> Result<Done, Error> {
    let mode = session.state.user()?.enabled.text_mode();
    let prefix = format!("{OTHERS}{SEPARATOR}");
    let others = [Namespace { prefix: &prefix, delimiter: Some(SEPARATOR), translation: None }];
    let personal = [Namespace { prefix: "", delimiter: Some(SEPARATOR), translation: None }];
    encode::namespace(session.out.buffer(), &personal, &others, &[], mode);
    Ok(Done::Plain)
}
