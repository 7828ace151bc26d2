//! What is done from time to time: finishing deliveries and removals of accounts that failed half-way, removing what is
//! gone for good, freeing its space, letting go of idle accounts.

use std::time::Duration;

use posthouse_blob::BlobStore;
use posthouse_delivery::Delivery;
use posthouse_mailbox::Store;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::admin::Admin;

/// How often it is done.
const EVERY: Duration = Duration::from_secs(60);

/// For how many seconds an expunged message can still be read by a session that has not been told.
const GRACE: i64 = 300;

/// How many rounds pass between sweeps, which find garbage that a crash made one forget.
const SWEEP_EVERY: u64 = 24 * 60;

/// What is maintained.
pub(crate) struct Maintenance {
    pub(crate) store: Store,
    pub(crate) blobs: BlobStore,
    pub(crate) delivery: Delivery,
    pub(crate) admin: Admin,
}

impl Maintenance {
    /// Runs until the server stops.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut rounds = 1u64;
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            self.round(rounds.is_multiple_of(SWEEP_EVERY)).await;
            rounds += 1;
        }
    }

    async fn round(&self, sweep: bool) {
        finish_deliveries(&self.delivery).await;
        self.admin.finish_removals().await;
        tidy(&self.store).await;
        free_space(&self.blobs, sweep).await;
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

async fn tidy(store: &Store) {
    store.release_idle().await;
    match store.tidy(GRACE).await {
        Ok(tidied) if tidied.emails > 0 => tracing::debug!(emails = tidied.emails, "removed expunged messages"),
        Ok(_) => {}
        Err(error) => tracing::warn!("expunged messages could not be removed: {error}"),
    }
}

async fn free_space(blobs: &BlobStore, sweep: bool) {
    let collected = if sweep { blobs.sweep().await } else { blobs.collect().await };
    match collected {
        Ok(done) if done.removed_segments > 0 => {
            tracing::info!(segments = done.removed_segments, bytes = done.removed_bytes, "freed space of removed mail");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!("space of removed mail could not be freed: {error}"),
    }
}
