//! A session's states (RFC 1939 §3) and the way from a line to the command it stands for.

use std::time::Duration;

use posthouse_auth::{Dialogue, Offer, Peer};
use posthouse_pop3_wire::{COMMAND_LINE_MAX, Code, Command, EXCHANGE_LINE_MAX, Line, err, err_with};

use crate::connection::{Connection, Ended};
use crate::maildrop::Maildrop;
use crate::{Context, command};

/// What happens after a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Line,
    StartTls,
    Close,
}

/// RFC 1939 §3. The update state is what QUIT does.
pub(crate) enum State {
    /// Nobody is logged in; USER may have given a name.
    Authorization { name: Option<Vec<u8>> },
    /// A SASL exchange is under way (RFC 5034 §4).
    Exchange(Box<Dialogue>),
    /// Somebody is logged in.
    Transaction(Box<Maildrop>),
}

/// One client.
pub(crate) struct Session<'c> {
    pub(crate) context: &'c Context,
    pub(crate) peer: Peer,
    pub(crate) offer: Offer,
    pub(crate) state: State,
    /// Whether UTF8 was asked for (RFC 6856 §2).
    pub(crate) utf8: bool,
    pub(crate) failed_logins: u32,
    pub(crate) retrieved: u64,
    pub(crate) removed: u64,
    login: String,
    errors: u32,
    commands: u64,
    end: &'static str,
}

impl<'c> Session<'c> {
    pub(crate) fn new(context: &'c Context, peer: Peer) -> Self {
        let offer = peer.security.offer(context.config.plaintext_logins);
        Self {
            context,
            peer,
            offer,
            state: State::Authorization { name: None },
            utf8: false,
            failed_logins: 0,
            retrieved: 0,
            removed: 0,
            login: String::new(),
            errors: 0,
            commands: 0,
            end: "QUIT",
        }
    }

    /// How long the next line may be.
    pub(crate) fn line_limit(&self) -> usize {
        if matches!(self.state, State::Exchange(_)) { EXCHANGE_LINE_MAX } else { COMMAND_LINE_MAX }
    }

    /// How long the client may take for it.
    pub(crate) fn patience(&self) -> Duration {
        let timeouts = &self.context.config.timeouts;
        if matches!(self.state, State::Transaction(_)) { timeouts.command } else { timeouts.login }
    }

    /// Does what a line asks for.
    pub(crate) async fn line(&mut self, line: Line, connection: &mut Connection<'_>) -> Result<Next, Ended> {
        self.commands += 1;
        let Line::Text(line) = line else {
            err(connection.output(), "the line is too long");
            return self.count_error();
        };
        if matches!(self.state, State::Exchange(_)) {
            return command::auth::respond(self, &line, connection.output()).await;
        }
        match Command::decode(&line) {
            Ok(command) => {
                self.errors = 0;
                command::perform(self, command, connection).await
            }
            Err(error) => {
                err(connection.output(), error);
                self.count_error()
            }
        }
    }

    fn count_error(&mut self) -> Result<Next, Ended> {
        self.errors += 1;
        if self.errors >= self.context.config.limits.errors {
            return Err(Ended::Refused("too many errors"));
        }
        Ok(Next::Line)
    }

    /// The maildrop; without a login the client is told so.
    pub(crate) fn maildrop(&mut self, out: &mut Vec<u8>) -> Option<&mut Maildrop> {
        match &mut self.state {
            State::Transaction(maildrop) => Some(maildrop),
            State::Authorization { .. } | State::Exchange(_) => {
                err(out, "log in first");
                None
            }
        }
    }

    /// Whether nobody is logged in; else the client is told so.
    pub(crate) fn expects_login(&self, out: &mut Vec<u8>) -> bool {
        let expects = matches!(self.state, State::Authorization { .. });
        if !expects {
            err(out, "you are logged in");
        }
        expects
    }

    pub(crate) fn note_login(&mut self, login: String) {
        self.login = login;
    }

    pub(crate) fn note_end(&mut self, why: &'static str) {
        self.end = why;
    }

    /// One line for the whole session.
    pub(crate) fn log(&self, connection: &Connection<'_>) {
        let (received, sent) = connection.octets();
        tracing::info!(
            protocol = "pop3",
            peer = %self.peer.address,
            tls = self.peer.security.tls().map(|info| info.version.as_str()),
            account = self.login,
            commands = self.commands,
            retrieved = self.retrieved,
            removed = self.removed,
            received,
            sent,
            end = self.end,
            "session"
        );
    }
}

/// How a failure of the mailboxes is told.
pub(crate) fn refuse(out: &mut Vec<u8>, error: &posthouse_mailbox::Error) {
    use posthouse_mailbox::{Error, StorageError};
    match error {
        Error::Gone => err(out, "the message is gone"),
        Error::Storage(StorageError::Corrupt(what)) => {
            tracing::error!("stored data is damaged: {what}");
            err_with(out, Code::SysPerm, "the stored data is damaged");
        }
        other => {
            tracing::error!("the storage failed: {other}");
            err_with(out, Code::SysTemp, "the storage failed, try again later");
        }
    }
}
