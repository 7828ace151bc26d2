//! What is done from time to time: finishing deliveries, moves between accounts and removals of accounts that failed
//! half-way, removing what is gone for good, freeing its space, letting go of idle accounts.

use std::time::{Duration, SystemTime};

use posthouse_blob::{BlobStore, Collected};
use posthouse_delivery::Delivery;
use posthouse_mailbox::Store;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::admin::Admin;
use crate::stop::unless_stopped;
use crate::sweeps::Sweeps;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(60);

/// For how many seconds an expunged message can still be read by a session that has not been told.
const GRACE: i64 = 300;

/// What is maintained.
pub(crate) struct Maintenance {
    pub(crate) store: Store,
    pub(crate) blobs: BlobStore,
    pub(crate) delivery: Delivery,
    pub(crate) admin: Admin,
    pub(crate) sweeps: Sweeps,
}

impl Maintenance {
    /// Runs until the server stops; what is half done then is done another time.
    pub(crate) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let started = Instant::now();
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let rounds = async {
            loop {
                ticks.tick().await;
                self.round(started.elapsed()).await;
            }
        };
        let _: Option<()> = unless_stopped(&mut stop, rounds).await;
    }

    async fn round(&mut self, uptime: Duration) {
        finish_deliveries(&self.delivery).await;
        finish_moves(&self.store).await;
        self.admin.finish_removals().await;
        tidy(&self.store).await;
        if self.sweeps.is_due(uptime, SystemTime::now()) {
            let swept = report(self.blobs.sweep().await);
            self.sweeps.tried(SystemTime::now(), swept);
        } else {
            report(self.blobs.collect().await);
        }
    }
}

async fn finish_deliveries(delivery: &Delivery) {
    match delivery.recover().await {
        Ok(done) if done.delivered + done.dropped + done.left > 0 => {
            tracing::info!(done.delivered, done.dropped, done.left, "finished interrupted deliveries");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!("interrupted deliveries could not be finished: {error}"),
    }
}

async fn finish_moves(store: &Store) {
    match store.finish_moves().await {
        Ok(done) if done.finished + done.dropped + done.left > 0 => {
            tracing::info!(done.finished, done.dropped, done.left, "finished interrupted moves between accounts");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!("interrupted moves between accounts could not be finished: {error}"),
    }
}

async fn tidy(store: &Store) {
    store.release_idle().await;
    match store.tidy(GRACE).await {
        Ok(tidied) if tidied.emails > 0 => tracing::debug!(emails = tidied.emails, "removed expunged messages"),
        Ok(_) => {}
        Err(error) => tracing::warn!("expunged messages could not be removed: {error}"),
    }
}

/// Whether space could be freed.
fn report(collected: Result<Collected, posthouse_blob::Error>) -> bool {
    match &collected {
        Ok(done) if done.removed_segments > 0 => {
            tracing::info!(segments = done.removed_segments, bytes = done.removed_bytes, "freed space of removed mail");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!("space of removed mail could not be freed: {error}"),
    }
    collected.is_ok()
}
