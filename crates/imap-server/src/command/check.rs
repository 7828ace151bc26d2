//! CHECK (RFC 3501 §6.4.1).

use crate::answer::Done;

/// Everything is durable already; what has happened is told as after every command.
pub(super) fn run() -> Done {
    Done::Plain
}
