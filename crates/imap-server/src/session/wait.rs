//! Waiting: for the client, for changes, for the end of its patience and ours.

use posthouse_imap_wire::Event;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Session;
use crate::end::End;
use crate::feed::{Feed, Woken};
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

    /// Waits for the client to send something, and tells meanwhile what it wants to know at any time.
    async fn wait(&mut self) -> Result<(), End> {
        let (deadline, too_late) = self.deadline();
        let waiting = async {
            loop {
                let mut feed = Feed::unasked(&self.state);
                feed.mark_seen();
                if !feed.is_empty() {
                    // On the heap, so that a session that waits needs little.
                    Box::pin(self.tell_unasked()).await?;
                }
                if feed.is_short(&Feed::unasked(&self.state)) {
                    continue;
                }
                if self.wait_or_change(&mut feed, deadline).await? == Woken::ByClient {
                    return Ok(());
                }
            }
        };
        match waiting.await {
            Err(End::Silent) => Err(too_late),
            ended => ended,
        }
    }

    /// Waits until the client has sent something or the feed has something new.
    pub(crate) async fn wait_or_change(&mut self, feed: &mut Feed, deadline: Instant) -> Result<Woken, End> {
        tokio::select! {
            biased;
            read = self.input.fill() => read.map(|()| Woken::ByClient),
            changed = feed.changed() => changed.map(|()| Woken::ByFeed),
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
