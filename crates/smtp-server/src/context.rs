//! What all sessions share.

use std::sync::atomic::{AtomicU64, Ordering};

use posthouse_auth::Authenticator;
use posthouse_delivery::Delivery;
use posthouse_directory::Directory;
use posthouse_mailbox::{Clock, Store};

use crate::Config;
use crate::message::QueueId;

/// The rest of the server, as seen from a session.
pub struct Context {
    pub(crate) config: Config,
    pub(crate) directory: Directory,
    pub(crate) authenticator: Authenticator,
    pub(crate) store: Store,
    pub(crate) delivery: Delivery,
    pub(crate) clock: Clock,
    next_id: AtomicU64,
}

impl Context {
    /// Puts the parts together; one for all connections of a process, or queue ids repeat.
    #[must_use]
    pub fn new(
        config: Config,
        directory: Directory,
        authenticator: Authenticator,
        store: Store,
        delivery: Delivery,
        clock: Clock,
    ) -> Self {
        let next_id = AtomicU64::new(QueueId::first(clock.seconds()));
        Self { config, directory, authenticator, store, delivery, clock, next_id }
    }

    /// An id that no other message of this server has had.
    pub(crate) fn queue_id(&self) -> QueueId {
        QueueId(self.next_id.fetch_add(1, Ordering::Relaxed))
    }
}
