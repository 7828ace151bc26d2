//! Waiting: for the client, for changes, for the end of its patience and ours.

use std::sync::Arc;

use posthouse_imap_wire::Event;
use posthouse_mailbox as mailbox;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Session;
use crate::end::End;
use crate::state::State;

impl Session<'_> {
    /// The next event. Sends what is in the buffer before it waits for the client.
    pub(crate) async fn next_event(&mut self) -> Result<Event, End> {
        loop {
            if *self.shutdown.borrow() {
                return Err(End::Stopping);
            }
            if let Some(event) = self.input.parse()? {
                return Ok(event);
            }
            self.flush().await?;
            self.wait().await?;
        }
    }

    pub(super) async fn flush(&mut self) -> Result<(), End> {
        self.out.flush().await?;
        self.out.rest();
        Ok(())
    }

    /// Waits for the client to send something.
    async fn wait(&mut self) -> Result<(), End> {
        let (deadline, too_late) = self.deadline();
        tokio::select! {
            biased;
            read = self.input.fill() => read,
            () = stopped(&mut self.shutdown) => Err(End::Stopping),
            () = sleep_until(deadline) => Err(too_late),
        }
    }

    /// As [`Session::wait`], but also ends when the account has a new version.
    pub(crate) async fn wait_or_change(
        &mut self,
        versions: &mut watch::Receiver<Arc<mailbox::State>>,
        deadline: Instant,
    ) -> Result<(), End> {
        tokio::select! {
            biased;
            read = self.input.fill() => read,
            changed = versions.changed() => changed.map_err(|_| End::AccountClosed),
            () = stopped(&mut self.shutdown) => Err(End::Stopping),
            () = sleep_until(deadline) => Err(End::Silent),
        }
    }

    /// Until when the client must say something, and what it means if it does not.
    pub(crate) fn deadline(&self) -> (Instant, End) {
        match self.state {
            State::NotAuthenticated => (self.login_deadline, End::LoginTooSlow),
            _ => (Instant::now() + self.context.config.timeouts.command, End::Silent),
        }
    }
}

/// Ready when the server stops; never, if nobody can say so any more.
async fn stopped(shutdown: &mut watch::Receiver<bool>) {
    if shutdown.wait_for(|stop| *stop).await.is_err() {
        std::future::pending().await
    }
}
