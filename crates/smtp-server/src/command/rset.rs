//! `RSET` (RFC 5321 §4.1.1.5).

use crate::answer;
use crate::connection::Ended;
use crate::session::{Next, Session};

pub(super) fn run(session: &mut Session<'_>) -> Result<Next, Ended> {
    drop(session.state.end());
    session.answer(&answer::done())
}
