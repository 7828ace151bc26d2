//! Arguments that the grammar reads and this server does not serve yet; what has them is refused before anything is
//! done. None of it is announced.

use posthouse_imap_wire::command::CommandBody;

use crate::error::Error;

/// Lets the command pass, if all that it asks for is served.
///
/// # Errors
/// What is not supported: BAD, as for anything that is not announced.
pub(crate) fn check(body: &CommandBody) -> Result<(), Error> {
    let refused = match body {
        CommandBody::Select(select) | CommandBody::Examine(select) if select.qresync.is_some() => "QRESYNC is not supported",
        CommandBody::Fetch(fetch) if fetch.vanished => "QRESYNC is not supported",
        _ => return Ok(()),
    };
    Err(Error::Bad(refused))
}
