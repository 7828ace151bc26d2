//! NAMESPACE (RFC 9051 §6.3.10, RFC 2342).

use posthouse_imap_wire::encode;
use posthouse_mailbox::SEPARATOR;

use crate::answer::Done;
use crate::error::Error;
use crate::place::Namespace;
use crate::session::Session;

/// One's own mailboxes, and by ACL those of other users and the shared ones: the same for everybody, whatever there is.
pub(super) fn run(session: &mut Session<'_>) -> Result<Done, Error> {
    let mode = session.state.user()?.enabled.text_mode();
    let below = |namespace: Namespace| format!("{}{SEPARATOR}", namespace.root());
    let (others, shared) = (below(Namespace::OtherUsers), below(Namespace::Shared));
    let [personal, others, shared] = ["", &others, &shared].map(described);
    encode::namespace(session.out.buffer(), &[personal], &[others], &[shared], mode);
    Ok(Done::Plain)
}

fn described(prefix: &str) -> encode::Namespace<'_> {
    encode::Namespace { prefix, delimiter: Some(SEPARATOR), translation: None }
}
