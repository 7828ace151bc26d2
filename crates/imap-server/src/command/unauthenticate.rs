//! UNAUTHENTICATE (RFC 8437).

use crate::answer::Done;
use crate::session::Session;

/// There is no NO: clients send the next AUTHENTICATE without waiting (RFC 8437 §3).
pub(super) fn run(session: &mut Session<'_>) -> Done {
    session.forget_user();
    Done::Unauthenticated
}
