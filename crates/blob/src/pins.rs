//! Which bodies must stay, whatever the index says: those of drafts and references that are not committed yet.
//!
//! A body is held by any number of [`Pin`]s, or examined by one collector, never both. Whoever wants to hold what is
//! being examined waits for the verdict; whoever wants to examine what is held is refused. That is the whole of the
//! race between storing a body again and collecting it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{OnceCell, watch};

use crate::garbage::{Candidate, Garbage};
use crate::{BlobId, Location};

/// Where a held body lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placement {
    pub(crate) location: Location,
    /// Whether the index knew of it when it was first held.
    pub(crate) indexed: bool,
}

/// All bodies that are held or examined.
#[derive(Debug)]
pub(crate) struct Pins {
    slots: Mutex<HashMap<BlobId, Slot>>,
    garbage: Arc<Garbage>,
}

#[derive(Debug)]
enum Slot {
    Held(Hold),
    /// Closed when the examination is over.
    Examined(watch::Receiver<()>),
}

#[derive(Debug, Default)]
struct Hold {
    holders: usize,
    /// Set by the first holder that finds or writes the body; the others wait for it.
    placement: Arc<OnceCell<Placement>>,
    /// Whether a reference was put into a batch.
    referenced: bool,
    /// Whether the collector came by in vain.
    refused: bool,
}

/// Holds a body.
#[derive(Debug)]
pub(crate) struct Pin {
    pins: Arc<Pins>,
    id: BlobId,
    placement: Arc<OnceCell<Placement>>,
}

/// The right to decide whether a body is garbage.
#[derive(Debug)]
pub(crate) struct Examination {
    pins: Arc<Pins>,
    pub(crate) id: BlobId,
    _over: watch::Sender<()>,
}

impl Pins {
    pub(crate) fn new(garbage: Arc<Garbage>) -> Self {
        Self { slots: Mutex::default(), garbage }
    }

    /// Holds `id`, once nobody examines it.
    pub(crate) async fn hold(self: &Arc<Self>, id: BlobId) -> Pin {
        loop {
            let mut examined = match self.try_hold(id) {
                Ok(pin) => return pin,
                Err(examined) => examined,
            };
            // An error is what is waited for: the sender is gone.
            let _over = examined.changed().await;
        }
    }

    /// Examines `id`, unless it is held; then it becomes a candidate again when it is let go.
    pub(crate) fn examine(self: &Arc<Self>, id: BlobId) -> Option<Examination> {
        match self.slots.lock().entry(id) {
            Entry::Vacant(vacant) => {
                let (sender, receiver) = watch::channel(());
                vacant.insert(Slot::Examined(receiver));
                Some(Examination { pins: Arc::clone(self), id, _over: sender })
            }
            Entry::Occupied(mut occupied) => {
                if let Slot::Held(hold) = occupied.get_mut() {
                    hold.refused = true;
                }
                None
            }
        }
    }

    fn try_hold(self: &Arc<Self>, id: BlobId) -> Result<Pin, watch::Receiver<()>> {
        let mut slots = self.slots.lock();
        match slots.entry(id).or_insert_with(|| Slot::Held(Hold::default())) {
            Slot::Examined(receiver) => Err(receiver.clone()),
            Slot::Held(hold) => {
                hold.holders += 1;
                Ok(Pin { pins: Arc::clone(self), id, placement: Arc::clone(&hold.placement) })
            }
        }
    }

    fn let_go(&self, id: BlobId) {
        let mut slots = self.slots.lock();
        let Entry::Occupied(mut occupied) = slots.entry(id) else { return };
        let Slot::Held(hold) = occupied.get_mut() else { return };
        hold.holders -= 1;
        if hold.holders > 0 {
            return;
        }
        if let Some(candidate) = hold.candidate(id) {
            self.garbage.push(candidate);
        }
        occupied.remove();
    }
}

impl Hold {
    /// What is left behind is garbage if nobody put a reference into a batch. A batch that was never committed is not
    /// known of here; a sweep finds what it leaves.
    fn candidate(&self, id: BlobId) -> Option<Candidate> {
        let fresh = self.placement.get().filter(|placement| !placement.indexed && !self.referenced);
        let abandoned = fresh.map(|placement| placement.location);
        (self.refused || abandoned.is_some()).then_some(Candidate { id, abandoned })
    }
}

impl Pin {
    /// Where the body lies: empty until one of its holders has found out.
    pub(crate) fn placement(&self) -> &OnceCell<Placement> {
        &self.placement
    }

    /// Notes that a reference is on its way.
    pub(crate) fn reference(&self) {
        if let Some(Slot::Held(hold)) = self.pins.slots.lock().get_mut(&self.id) {
            hold.referenced = true;
        }
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.pins.let_go(self.id);
    }
}

impl Drop for Examination {
    fn drop(&mut self) {
        self.pins.slots.lock().remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: BlobId = BlobId([7; 32]);

    fn pins() -> (Arc<Pins>, Arc<Garbage>) {
        let garbage = Arc::new(Garbage::new(10));
        (Arc::new(Pins::new(Arc::clone(&garbage))), garbage)
    }

    fn fresh() -> Placement {
        Placement { location: Location { segment: 1, offset: 32, length: 100 }, indexed: false }
    }

    #[tokio::test]
    async fn what_is_held_is_not_examined_until_the_last_holder_lets_go() {
        let (pins, garbage) = pins();
        let (first, second) = (pins.hold(ID).await, pins.hold(ID).await);
        drop(first);
        assert!(pins.examine(ID).is_none());
        drop(second);
        assert_eq!(garbage.take().candidates, [Candidate { id: ID, abandoned: None }]);
        assert!(pins.examine(ID).is_some());
    }

    #[tokio::test]
    async fn holding_waits_for_the_end_of_an_examination() {
        let (pins, _) = pins();
        let examination = pins.examine(ID).unwrap();
        assert!(pins.examine(ID).is_none());
        let mut waiting = Box::pin(pins.hold(ID));
        assert!(futures_poll(&mut waiting).await.is_none());
        drop(examination);
        let _pin = waiting.await;
        assert!(pins.examine(ID).is_none());
    }

    #[tokio::test]
    async fn a_fresh_body_that_nobody_refers_to_becomes_a_candidate() {
        let (pins, garbage) = pins();
        let pin = pins.hold(ID).await;
        pin.placement().set(fresh()).unwrap();
        drop(pin);
        assert_eq!(garbage.take().candidates, [Candidate { id: ID, abandoned: Some(fresh().location) }]);
    }

    #[tokio::test]
    async fn a_referenced_body_does_not() {
        let (pins, garbage) = pins();
        let pin = pins.hold(ID).await;
        pin.placement().set(fresh()).unwrap();
        pin.reference();
        drop(pin);
        assert!(garbage.take().candidates.is_empty());
    }

    /// Polls once.
    async fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        use std::task::Poll;
        std::future::poll_fn(|context| match std::pin::Pin::new(&mut *future).poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }
}
