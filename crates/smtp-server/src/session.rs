//! A session: what the client has said so far, and what follows from its next command.

mod state;

use posthouse_auth::{Login, Peer};
use posthouse_smtp_wire::{Command, LineError, LineKind, Reply, SyntaxError};

pub(crate) use state::{Chunks, Content, Greeting, Recipient, State, Transaction};

use crate::connection::{Connection, Ended};
use crate::{Context, Role, answer, command};

/// How a session ended.
pub(crate) enum End {
    Closed,
    StartTls,
}

/// What happens after a command.
pub(crate) enum Next {
    Command,
    Quit,
    StartTls,
}

/// What was counted, for limits and for the log.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    errors: u32,
    pub(crate) refused_recipients: u32,
    pub(crate) failed_logins: u32,
    pub(crate) messages: u64,
    pub(crate) octets: u64,
}

/// One session over one connection.
pub(crate) struct Session<'s> {
    pub(crate) connection: Connection<'s>,
    pub(crate) context: &'s Context,
    pub(crate) role: Role,
    pub(crate) peer: &'s Peer,
    pub(crate) state: State,
    pub(crate) login: Option<Login>,
    pub(crate) tally: Tally,
}

impl<'s> Session<'s> {
    pub(crate) fn new(connection: Connection<'s>, context: &'s Context, role: Role, peer: &'s Peer) -> Self {
        Self { connection, context, role, peer, state: State::Fresh, login: None, tally: Tally::default() }
    }

    /// Says the first word.
    pub(crate) fn greet(&mut self, greeting: &Reply) {
        self.connection.reply(greeting);
    }

    /// Runs until the session ends.
    pub(crate) async fn run(&mut self) -> End {
        loop {
            match self.step().await {
                Ok(Next::Command) => {}
                Ok(Next::StartTls) => return self.hand_over().await,
                Ok(Next::Quit) => return self.part("quit", false).await,
                Err(ended) => {
                    let is_refused = matches!(ended, Ended::Refused(_));
                    let why = self.end(&ended);
                    return self.part(why, is_refused).await;
                }
            }
        }
    }

    /// Closes the connection. A client that was cut short may still be sending.
    async fn part(&mut self, why: &'static str, cut_short: bool) -> End {
        self.connection.close().await;
        if cut_short {
            self.connection.drain().await;
        }
        self.log(why);
        End::Closed
    }

    /// Reads one command and carries it out.
    async fn step(&mut self) -> Result<Next, Ended> {
        match self.connection.line(LineKind::Command).await? {
            Ok(line) => match Command::parse(&line) {
                // On the heap, so that a session that waits for a command needs little.
                Ok(command) => Box::pin(command::run(self, command)).await,
                Err(error) => self.syntax_error(error),
            },
            Err(LineError::TooLong) => self.error(&answer::line_too_long()),
            Err(LineError::Bare(ending)) => {
                self.connection.reply(&answer::bare_ending_in_command(ending));
                Err(Ended::Refused("a line ending other than CRLF"))
            }
        }
    }

    /// Answers a command that was wrong, and no more of them when there were too many.
    pub(crate) fn error(&mut self, reply: &Reply) -> Result<Next, Ended> {
        self.tally.errors += 1;
        self.connection.reply(reply);
        self.within(self.tally.errors, self.context.config.limits.errors, "too many errors")
    }

    /// Ends the session if something was done too often.
    pub(crate) fn within(&mut self, count: u32, limit: u32, why: &'static str) -> Result<Next, Ended> {
        if count < limit {
            return Ok(Next::Command);
        }
        self.connection.reply(&answer::too_many_errors(&self.context.config.hostname));
        Err(Ended::Refused(why))
    }

    /// Answers a command.
    pub(crate) fn answer(&mut self, reply: &Reply) -> Result<Next, Ended> {
        self.connection.reply(reply);
        Ok(Next::Command)
    }

    pub(crate) fn is_lmtp(&self) -> bool {
        self.role == Role::Lmtp
    }

    fn syntax_error(&mut self, error: SyntaxError) -> Result<Next, Ended> {
        let next = self.error(&error.reply());
        if error.is_fatal() { Err(Ended::Refused("a chunk of unknown size")) } else { next }
    }

    /// Tells the client why it is over, where that is not plain to it, and gives the reason for the log.
    fn end(&mut self, ended: &Ended) -> &'static str {
        let hostname = &self.context.config.hostname;
        match ended {
            Ended::Gone => "the client went away",
            Ended::Refused(why) => why,
            Ended::TimedOut => {
                self.connection.reply(&answer::timed_out(hostname));
                "timeout"
            }
            Ended::Shutdown => {
                self.connection.reply(&answer::shutting_down(hostname));
                "shutdown"
            }
        }
    }

    async fn hand_over(&mut self) -> End {
        match self.connection.flush().await {
            Ok(()) => End::StartTls,
            Err(_) => End::Closed,
        }
    }

    /// One line per session.
    fn log(&self, end: &'static str) {
        tracing::info!(
            protocol = self.role.name(),
            peer = %self.peer.address,
            tls = self.peer.security.tls().map(|tls| tls.version.as_str()),
            account = self.login.as_ref().map(|login| tracing::field::display(&login.address)),
            messages = self.tally.messages,
            octets = self.tally.octets,
            errors = self.tally.errors,
            end,
            "session"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size<F: Future>(_: impl FnOnce(&'static mut Session<'static>) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_session_that_waits_needs_little_memory() {
        assert!(size(Session::run) + size_of::<Session<'_>>() <= 1024);
    }
}
