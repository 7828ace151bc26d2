//! `HELP` (RFC 5321 §4.1.1.8).

use crate::answer;
use crate::connection::Ended;
use crate::session::{Next, Session};

pub(super) fn run(session: &mut Session<'_>) -> Result<Next, Ended> {
    let hello = if session.is_lmtp() { "LHLO" } else { "EHLO HELO" };
    let verbs = format!("{hello} MAIL RCPT DATA BDAT RSET NOOP VRFY HELP AUTH STARTTLS QUIT");
    session.answer(&answer::help(&verbs))
}
