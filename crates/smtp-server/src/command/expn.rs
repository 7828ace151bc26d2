//! `EXPN` (RFC 5321 §4.1.1.7): there are no lists to expand, and aliases are nobody's business (RFC 5321 §7.3).

use crate::answer;
use crate::connection::Ended;
use crate::session::{Next, Session};

pub(super) fn run(session: &mut Session<'_>) -> Result<Next, Ended> {
    session.answer(&answer::no_lists())
}
