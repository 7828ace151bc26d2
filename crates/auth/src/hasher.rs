//! Argon2 away from the async threads, a few at once, with a bounded queue.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

use crate::network::Network;
use crate::{AuthError, Cause, Limits, credentials};

/// What a full queue asks of those who come.
const BUSY: Duration = Duration::from_secs(5);

/// Hashes passwords.
pub(crate) struct Hasher {
    slots: Arc<Semaphore>,
    queue: Arc<Mutex<Queue>>,
}

/// Who waits or is being hashed for.
struct Queue {
    total: usize,
    by_network: HashMap<Network, usize>,
    most: usize,
    most_per_network: usize,
}

/// A place in the queue; given back when dropped.
struct Place {
    queue: Arc<Mutex<Queue>>,
    network: Network,
}

/// The right to hash one password now.
pub(crate) struct Turn {
    _slot: OwnedSemaphorePermit,
    _place: Place,
}

impl Hasher {
    pub(crate) fn new(limits: &Limits) -> Self {
        let hashing = limits.hashing.clamp(1, Semaphore::MAX_PERMITS);
        let queue = Queue {
            total: 0,
            by_network: HashMap::new(),
            most: limits.waiting.saturating_add(hashing),
            most_per_network: limits.waiting_per_address.max(1),
        };
        Self { slots: Arc::new(Semaphore::new(hashing)), queue: Arc::new(Mutex::new(queue)) }
    }

    /// Waits for a turn; [`AuthError::TryLater`] at once where too many wait.
    pub(crate) async fn turn(&self, network: Network) -> Result<Turn, AuthError> {
        if !self.queue.lock().enter(network) {
            return Err(AuthError::TryLater { after: BUSY });
        }
        let place = Place { queue: Arc::clone(&self.queue), network };
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(|_| Cause::Hashing)?;
        Ok(Turn { _slot: slot, _place: place })
    }
}

impl Turn {
    /// Whether a prepared password has this hash. The turn lasts as long as the hashing, even if nobody waits for it.
    pub(crate) async fn matches(self, password: Zeroizing<String>, password_hash: String) -> Result<bool, AuthError> {
        let hashing = tokio::task::spawn_blocking(move || {
            let matches = credentials::matches(&password, &password_hash);
            drop(self);
            matches
        });
        hashing.await.map_err(|_| AuthError::from(Cause::Hashing))
    }
}

impl Queue {
    fn enter(&mut self, network: Network) -> bool {
        let own = self.by_network.get(&network).copied().unwrap_or_default();
        if self.total >= self.most || own >= self.most_per_network {
            return false;
        }
        self.total += 1;
        self.by_network.insert(network, own + 1);
        true
    }

    fn leave(&mut self, network: Network) {
        self.total = self.total.saturating_sub(1);
        match self.by_network.get_mut(&network) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(self.by_network.remove(&network)),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.queue.lock().leave(self.network);
    }
}
