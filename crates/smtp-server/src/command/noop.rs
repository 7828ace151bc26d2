//! `NOOP` (RFC 5321 §4.1.1.9).

use crate::answer;
use crate::connection::Ended;
use crate::session::{Next, Session};

pub(super) fn run(session: &mut Session<'_>) -> Result<Next, Ended> {
    session.answer(&answer::done())
}
