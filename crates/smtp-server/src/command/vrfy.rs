//! `VRFY` (RFC 5321 §4.1.1.6): who is there is nobody's business (RFC 5321 §7.3).

use crate::answer;
use crate::connection::Ended;
use crate::session::{Next, Session};

pub(super) fn run(session: &mut Session<'_>) -> Result<Next, Ended> {
    session.answer(&answer::cannot_verify())
}
