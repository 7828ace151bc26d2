//! What a session counts: for its end, and for the log.

/// Counts of one session.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Commands.
    pub(crate) commands: u64,
    /// Wrong commands in a row.
    pub(crate) bad_in_a_row: u32,
    /// Logins that failed.
    pub(crate) failed_logins: u32,
}

impl Tally {
    /// Notes how a command was answered.
    pub(crate) fn answered(&mut self, bad: bool) {
        self.bad_in_a_row = if bad { self.bad_in_a_row + 1 } else { 0 };
    }
}
