//! When the server stops, and when it reads its certificate again.
//!
//! The first SIGINT or SIGTERM asks for an orderly stop; the second ends the process at once, which loses nothing that
//! was acknowledged. SIGHUP asks to read the certificate again. Whoever starts to listen before anything else starts
//! misses none of them.

use std::future::Future;
use std::io;
use std::process;
use std::sync::Arc;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Notify, watch};

/// What the process was asked by signals. Clones see the same.
#[derive(Clone)]
pub(crate) struct Signals {
    stop: watch::Receiver<bool>,
    reload: Arc<Notify>,
}

impl Signals {
    /// Listens from now on.
    pub(crate) fn listen() -> io::Result<Self> {
        let (asked, stop) = watch::channel(false);
        let reload = Arc::new(Notify::new());
        let streams = Streams {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        };
        tokio::spawn(streams.tell(asked, Arc::clone(&reload)));
        Ok(Self { stop, reload })
    }

    /// Becomes true when the server is to stop.
    pub(crate) fn stop(&self) -> watch::Receiver<bool> {
        self.stop.clone()
    }

    /// Waits until the certificate is to be read again; an earlier SIGHUP that nobody waited for counts.
    pub(crate) async fn reload(&self) {
        self.reload.notified().await;
    }
}

/// Waits until the server is to stop.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error says that nobody is left who could say so, which comes to the same.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Does the work, or gives it up half-way where the server is to stop.
pub(crate) async fn unless_stopped<T>(stop: &mut watch::Receiver<bool>, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        () = stopped(stop) => None,
        done = work => Some(done),
    }
}

struct Streams {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Streams {
    async fn tell(mut self, stop: watch::Sender<bool>, reload: Arc<Notify>) {
        loop {
            tokio::select! {
                _ = self.interrupt.recv() => end(&stop),
                _ = self.terminate.recv() => end(&stop),
                _ = self.hang_up.recv() => reload.notify_one(),
            }
        }
    }
}

fn end(stop: &watch::Sender<bool>) {
    if *stop.borrow() {
        tracing::warn!("asked to stop again: stopped at once");
        process::exit(1);
    }
    // Said first: what stops may be done before this could be.
    tracing::info!("stopping; asked again, it is at once");
    stop.send_replace(true);
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn work_is_given_up_when_the_server_stops() {
        let (asked, mut stop) = watch::channel(false);
        assert_eq!(unless_stopped(&mut stop, ready(7)).await, Some(7));
        let work = async {
            asked.send_replace(true);
            pending::<()>().await;
        };
        assert_eq!(unless_stopped(&mut stop, work).await, None);
        assert_eq!(unless_stopped(&mut stop, ready(7)).await, None);
    }
}
