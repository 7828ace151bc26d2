//! One connection: events in, commands done, responses out, until it ends.

mod wait;

use std::pin::Pin;
use std::time::Duration;

use posthouse_auth::{Offer, Peer, Security};
use posthouse_imap_wire::command::{Command, CommandBody};
use posthouse_imap_wire::encode::{self, Code, Condition};
use posthouse_imap_wire::table::{IDLE, Spec, States};
use posthouse_imap_wire::{AppendStart, Event, Limits, Rejected, Tag, TextMode};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::answer::{self, Done};
use crate::capability::Capabilities;
use crate::end::End;
use crate::error::Error;
use crate::input::Input;
use crate::output::{Output, Stream};
use crate::state::{Selected, State};
use crate::switches::Off;
use crate::sync::Telling;
use crate::tally::Tally;
use crate::{Context, command, notify, uid_only};

/// How long the orderly end of a connection may take.
pub(crate) const PARTING: Duration = Duration::from_secs(5);

/// How many octets, beyond a message of the largest size, may be inflated from nearly nothing.
const INFLATION_LEAD: u64 = 1 << 20;

/// A command that is being done.
type Running<'a> = Pin<Box<dyn Future<Output = Result<(), End>> + Send + 'a>>;

/// One connection.
pub(crate) struct Session<'s> {
    pub(crate) context: &'s Context,
    pub(crate) peer: Peer,
    pub(crate) offer: Offer,
    pub(crate) input: Input<'s>,
    pub(crate) out: Output<'s>,
    pub(crate) state: State,
    pub(crate) tally: Tally,
    shutdown: watch::Receiver<bool>,
    login_deadline: Instant,
}

impl<'s> Session<'s> {
    pub(crate) fn new(
        stream: &'s mut dyn Stream,
        context: &'s Context,
        peer: Peer,
        shutdown: watch::Receiver<bool>,
    ) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        Self {
            input: Input::new(reader),
            out: Output::new(writer, context.config.timeouts.write),
            state: State::NotAuthenticated,
            tally: Tally::default(),
            login_deadline: Instant::now() + context.config.timeouts.login,
            offer: peer.security.offer(context.config.plaintext_logins),
            context,
            peer,
            shutdown,
        }
    }

    /// Greets, converses and says goodbye.
    pub(crate) async fn run(mut self) -> End {
        self.greet();
        let Err(end) = self.converse().await;
        self.part(&end).await;
        self.log(&end);
        end
    }

    /// RFC 9051 §7.1.1; after STARTTLS there is none (RFC 9051 §6.2.1).
    fn greet(&mut self) {
        if matches!(self.peer.security, Security::Started(_)) {
            return;
        }
        let capabilities = Capabilities::of(self);
        let code = Code::Capability(&capabilities.names());
        let text = format!("{} IMAP server ready", self.context.config.hostname);
        encode::untagged(self.out.buffer(), Condition::Ok, Some(code), &text);
    }

    async fn converse(&mut self) -> Result<std::convert::Infallible, End> {
        loop {
            let event = self.next_event().await?;
            self.handle(event).await?;
            if self.out.is_full() {
                self.out.flush().await?;
            }
            if self.tally.bad_in_a_row >= self.context.config.limits.errors {
                return Err(End::BadCommands);
            }
            if self.tally.failed_logins >= self.context.config.limits.failed_logins {
                return Err(End::FailedLogins);
            }
        }
    }

    async fn handle(&mut self, event: Event) -> Result<(), End> {
        match event {
            Event::Command(command) => self.perform(command).await,
            Event::AppendStart(start) => self.append(start).await,
            Event::Rejected(rejected) => self.reject(&rejected),
            Event::ContinuationNeeded => {
                encode::continuation(self.out.buffer(), "OK");
                Ok(())
            }
            // The pieces of what was refused, and answers to questions that were given up.
            Event::AppendData(_) | Event::AppendEnd | Event::AppendRejected(_) => Ok(()),
            Event::AppendNext(_) | Event::AppendUrl(_) | Event::AppendText(_) => Ok(()),
            Event::AuthResponse(_) | Event::IdleEnd(_) => Ok(()),
        }
    }

    /// What a command needs while it runs is on the heap, so that a session that waits needs little.
    fn perform(&mut self, command: Command) -> Running<'_> {
        match command {
            Command { tag, body: CommandBody::Idle } => Box::pin(async move { command::idle::run(self, &tag).await }),
            command => Box::pin(self.command(command)),
        }
    }

    fn append(&mut self, start: AppendStart) -> Running<'_> {
        Box::pin(command::append::run(self, start))
    }

    async fn command(&mut self, command: Command) -> Result<(), End> {
        let Command { tag, body } = command;
        self.out.answer(&tag);
        let spec = body.spec();
        let outcome = match self.permit(spec) {
            Ok(()) => command::run(self, &tag, body).await,
            Err(error) => Err(error),
        };
        self.complete(&tag, spec, outcome).await
    }

    /// Whether the session's state allows the command (RFC 9051 §3).
    pub(crate) fn permit(&mut self, spec: &Spec) -> Result<(), Error> {
        self.tally.commands += 1;
        self.off().permit(spec)?;
        if let Ok(user) = self.state.user()
            && uid_only::is_by_number(spec)
        {
            user.with_numbers()?;
        }
        match spec.states {
            States::Any => Ok(()),
            States::NotAuthenticated if matches!(self.state, State::NotAuthenticated) => Ok(()),
            States::NotAuthenticated => Err(Error::ClientBug("You have logged in already")),
            States::Authenticated => self.state.user().map(|_| ()),
            States::Selected => self.state.selected().map(|_| ()),
        }
    }

    /// The capabilities that this session does not have.
    pub(crate) fn off(&self) -> Off {
        match &self.state {
            State::NotAuthenticated => self.context.config.off,
            State::Authenticated(user) | State::Selected(Selected { user, .. }) => user.off,
        }
    }

    /// Answers a command, after what has happened in its mailbox.
    pub(crate) async fn complete(&mut self, tag: &Tag, spec: &Spec, outcome: Result<Done, Error>) -> Result<(), End> {
        if let Err(fatal) = outcome {
            return self.fail(tag, spec, fatal).await;
        }
        // What happens while a mailbox is opened is told after the next command, as clients expect it.
        if !matches!(outcome, Ok(Done::Selected(_))) {
            self.tell_news(spec).await?;
        }
        let Ok(done) = outcome.map(|done| self.noting_gone(done)) else { return Ok(()) };
        if matches!(done, Done::LoggedOut) {
            encode::untagged(self.out.buffer(), Condition::Bye, None, "Logging out");
        }
        let capabilities = Capabilities::of(self);
        answer::done(self.out.buffer(), tag, spec.name, &done, &capabilities.names());
        self.tally.answered(false);
        match done {
            Done::LoggedOut => Err(End::LoggedOut),
            Done::StartTls => self.leave_plaintext().await,
            Done::Compressing => self.begin_compression().await,
            Done::Unauthenticated => Ok(self.out.end_compression().await?),
            _ => Ok(()),
        }
    }

    /// A client that cannot be told yet what is gone may want to ask soon (RFC 5530 §3, EXPUNGEISSUED).
    fn noting_gone(&mut self, done: Done) -> Done {
        let holds_gone = self.state.selected().is_ok_and(|selected| selected.view.holds_gone);
        if holds_gone && matches!(done, Done::Plain) { Done::ExpungeIssued } else { done }
    }

    async fn fail(&mut self, tag: &Tag, spec: &Spec, error: Error) -> Result<(), End> {
        match error {
            Error::Connection(error) => return Err(error.into()),
            Error::End(end) => return Err(end),
            _ => {}
        }
        self.tell_news(spec).await?;
        let bad = answer::failed(self.out.buffer(), tag, &error);
        self.tally.answered(bad);
        Ok(())
    }

    /// What has happened in the mailbox is told before every completion (RFC 9051 §5.2).
    async fn tell_news(&mut self, spec: &Spec) -> Result<(), End> {
        if let State::Selected(selected) = &mut self.state {
            ended(selected.tell(Telling::after(spec), &mut self.out).await)?;
        }
        self.notify().await
    }

    /// Tells what has happened while nothing else is to be answered.
    pub(crate) async fn tell_all(&mut self) -> Result<(), End> {
        if let State::Selected(selected) = &mut self.state {
            ended(selected.tell(Telling::after(&IDLE), &mut self.out).await)?;
        }
        self.notify().await?;
        self.flush().await
    }

    /// Tells what the client wants to know at any time, although no command is in progress (RFC 5465 §3.1).
    async fn tell_unasked(&mut self) -> Result<(), End> {
        if let State::Selected(selected) = &mut self.state
            && let Some(expunge) = selected.user.expunge_unasked()
        {
            ended(selected.tell(Telling::news(expunge, false), &mut self.out).await)?;
        }
        self.notify().await?;
        self.flush().await
    }

    /// Tells what has happened in other mailboxes, if the client wants to know.
    async fn notify(&mut self) -> Result<(), End> {
        let open = self.state.open();
        let Ok(user) = self.state.user() else { return Ok(()) };
        ended(notify::tell(user, open, &mut self.out).await)
    }

    /// RFC 9051 §6.2.1: what came before the handshake is forgotten, or it would pass for what came under TLS
    /// (CVE-2011-0411).
    async fn leave_plaintext(&mut self) -> Result<(), End> {
        self.flush().await?;
        if !self.input.decoder().take_unread().is_empty() {
            tracing::warn!(peer = %self.peer.address, "IMAP: octets behind STARTTLS were dropped");
        }
        Err(End::StartTls)
    }

    /// Everything behind the answer to COMPRESS is compressed (RFC 4978 §3).
    async fn begin_compression(&mut self) -> Result<(), End> {
        self.flush().await?;
        self.out.begin_compression();
        self.input.begin_compression(self.context.config.limits.message_size.saturating_add(INFLATION_LEAD));
        Ok(())
    }

    /// Resets all that a login and what followed it have changed, but not what TLS is (RFC 8437 §3).
    pub(crate) fn forget_user(&mut self) {
        self.state = State::NotAuthenticated;
        self.peer.visit.log_out();
        self.login_deadline = Instant::now() + self.context.config.timeouts.login;
        self.input.decoder().set_limits(Limits::NOT_AUTHENTICATED);
        self.input.decoder().set_text_mode(TextMode::Ascii);
        self.input.end_compression();
    }

    pub(crate) fn reject(&mut self, rejected: &Rejected) -> Result<(), End> {
        self.tally.commands += 1;
        rejected.encode(self.out.buffer());
        self.tally.answered(true);
        Ok(())
    }

    async fn part(&mut self, end: &End) {
        if let Some(text) = end.farewell() {
            encode::untagged(self.out.buffer(), Condition::Bye, None, &text);
        }
        let _ = timeout(PARTING, self.out.flush()).await;
    }

    fn log(&mut self, end: &End) {
        let account = self.state.user().ok().map(|user| user.name.as_str());
        tracing::info!(
            protocol = "imap",
            peer = %self.peer.address,
            tls = self.peer.security.tls().map(|info| info.version.as_str()),
            account,
            commands = self.tally.commands,
            received = self.input.received(),
            sent = self.out.sent(),
            end = %end,
            "session"
        );
    }
}

/// Nothing but an end keeps the client from being told what has happened.
pub(crate) fn ended(told: Result<(), Error>) -> Result<(), End> {
    match told {
        Ok(()) => Ok(()),
        Err(Error::Connection(error)) => Err(error.into()),
        Err(Error::End(end)) => Err(end),
        Err(_) => Err(End::AccountClosed),
    }
}
