//! Garbage goes, everything else stays.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::support::{self, Fixture, noise, read, small_segments, store};
use posthouse_blob::{BlobId, Options};
use posthouse_engine::failing::{Failing, Plan};
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, BoxFuture, CommitError, Engine, Error as EngineError, Key, Range, Read, Value};
use tokio::sync::{Notify, Semaphore};

/// Fills about ten small segments and returns the ids.
async fn fill(fixture: &Fixture) -> Vec<BlobId> {
    let mut ids = Vec::new();
    for seed in 0..40 {
        ids.push(fixture.put(&noise(seed, 1000), 1).await.unwrap().0);
    }
    ids
}

#[tokio::test]
async fn a_body_without_references_goes_and_its_room_comes_back() {
    let fixture = Fixture::new(small_segments()).await;
    let ids = fill(&fixture).await;
    let before = fixture.segments().len();
    for id in &ids[..30] {
        fixture.remove(*id, 1).await.unwrap();
    }
    let collected = fixture.store.collect().await.unwrap();
    assert_eq!(collected.dead_bodies, 30);
    assert!(collected.removed_segments >= 6 && fixture.segments().len() + 5 < before, "{collected:?}");
    for id in &ids[..30] {
        assert_eq!(fixture.get(id).await.unwrap(), None);
    }
    for (seed, id) in ids.iter().enumerate().skip(30) {
        assert_eq!(fixture.get(id).await.unwrap(), Some(noise(seed as u64, 1000)));
    }
    fixture.assert_sound().await;
}

#[tokio::test]
async fn living_bodies_are_moved_and_found_with_their_old_hints() {
    let fixture = Fixture::new(small_segments()).await;
    let mut places = Vec::new();
    for seed in 0..40 {
        places.push(fixture.put(&noise(seed, 1000), 1).await.unwrap());
    }
    let opened = fixture.store.open_body(&places[0].0, None).await.unwrap().unwrap();
    for (index, (id, _)) in places.iter().enumerate().filter(|(index, _)| index % 4 != 0) {
        fixture.remove(*id, 1).await.unwrap();
        assert!(index > 0);
    }
    let collected = fixture.store.collect().await.unwrap();
    assert!(collected.moved_bodies >= 9, "{collected:?}");
    assert_eq!(opened.read(0..1000).await.unwrap(), noise(0, 1000));
    for (seed, (id, location)) in places.iter().enumerate().step_by(4) {
        assert_eq!(read(&fixture.store, id, Some(*location)).await.unwrap(), Some(noise(seed as u64, 1000)));
    }
    let fixture = fixture.reopen(|_| ()).await;
    fixture.assert_sound().await;
    assert_eq!(fixture.store.sweep().await.unwrap().dead_bodies, 0);
}

#[tokio::test]
async fn large_bodies_are_moved_and_open_ones_stay_readable() {
    let fixture = Fixture::new(Options { segment_size: 1 << 20, ..Options::default() }).await;
    let (kept, dead) = (noise(1, 400_000), noise(2, 700_000));
    let (id, _) = fixture.put(&kept, 1).await.unwrap();
    let (garbage, _) = fixture.put(&dead, 1).await.unwrap();
    fixture.put(b"in the next segment", 1).await.unwrap();
    let opened = fixture.store.open_body(&id, None).await.unwrap().unwrap();
    fixture.remove(garbage, 1).await.unwrap();
    let collected = fixture.store.collect().await.unwrap();
    assert_eq!((collected.moved_bodies, collected.removed_segments), (1, 1));
    assert_eq!(opened.read(300_000..400_000).await.unwrap(), kept[300_000..]);
    assert_eq!(fixture.get(&id).await.unwrap(), Some(kept));
    fixture.assert_sound().await;
}

#[tokio::test]
async fn a_mostly_dead_open_segment_is_closed_and_compacted() {
    let fixture = Fixture::new(Options { segment_size: 64 << 10, ..Options::default() }).await;
    let (kept, _) = fixture.put(&noise(1, 1000), 1).await.unwrap();
    let (garbage, _) = fixture.put(&noise(2, 20_000), 1).await.unwrap();
    fixture.remove(garbage, 1).await.unwrap();
    assert_eq!(fixture.store.collect().await.unwrap().removed_segments, 1);
    assert_eq!(fixture.get(&kept).await.unwrap(), Some(noise(1, 1000)));
    assert!(fixture.store.usage().live_bytes < 1200);
}

#[tokio::test]
async fn a_body_with_another_reference_stays() {
    let fixture = Fixture::new(small_segments()).await;
    let (id, _) = fixture.put(b"shared", 1).await.unwrap();
    fixture.put(b"shared", 2).await.unwrap();
    fixture.remove(id, 1).await.unwrap();
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 0);
    assert_eq!(fixture.store.sweep().await.unwrap().dead_bodies, 0);
    assert_eq!(fixture.get(&id).await.unwrap(), Some(b"shared".to_vec()));
    fixture.remove(id, 2).await.unwrap();
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 1);
    assert_eq!(fixture.get(&id).await.unwrap(), None);
}

#[tokio::test]
async fn a_body_that_was_never_referenced_goes_when_it_is_let_go() {
    let fixture = Fixture::new(Options::default()).await;
    let stored = store(&fixture.store, b"abandoned").await.unwrap();
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 0);
    assert_eq!(fixture.store.sweep().await.unwrap().dead_bodies, 0);
    let length = stored.location.length;
    drop(stored);
    let collected = fixture.store.collect().await.unwrap();
    assert_eq!((collected.dead_bodies, collected.dead_bytes), (1, length));
    assert_eq!(fixture.store.usage().dead_bytes, length);
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 0);
}

#[tokio::test]
async fn a_release_that_was_held_back_is_remembered() {
    let fixture = Fixture::new(Options::default()).await;
    let (id, _) = fixture.put(b"held", 1).await.unwrap();
    let held = fixture.store.hold(&id).await.unwrap().unwrap();
    fixture.remove(id, 1).await.unwrap();
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 0);
    assert_eq!(fixture.get(&id).await.unwrap(), Some(b"held".to_vec()));
    drop(held);
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 1);
    assert_eq!(fixture.get(&id).await.unwrap(), None);
}

#[tokio::test]
async fn held_bodies_keep_their_segment() {
    let fixture = Fixture::new(small_segments()).await;
    let held = store(&fixture.store, &noise(100, 1000)).await.unwrap();
    let ids = fill(&fixture).await;
    for id in &ids {
        fixture.remove(*id, 1).await.unwrap();
    }
    fixture.store.collect().await.unwrap();
    let mut batch = Batch::new();
    fixture.store.add_reference(&mut batch, &held, &[1; 16]);
    fixture.engine.commit(batch).await.unwrap();
    assert_eq!(fixture.get(&held.id).await.unwrap(), Some(noise(100, 1000)));
    let id = held.id;
    drop(held);
    assert!(fixture.store.collect().await.unwrap().moved_bodies <= 1);
    assert_eq!(fixture.get(&id).await.unwrap(), Some(noise(100, 1000)));
    fixture.assert_sound().await;
}

#[tokio::test]
async fn a_sweep_finds_what_was_forgotten() {
    let fixture = Fixture::new(small_segments()).await;
    let ids = fill(&fixture).await;
    for id in &ids[..20] {
        let mut batch = Batch::new();
        fixture.store.remove_reference(&mut batch, id, &[1; 16]);
        fixture.engine.commit(batch).await.unwrap();
    }
    let fixture = fixture.reopen(|_| ()).await;
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 0);
    let swept = fixture.store.sweep().await.unwrap();
    assert!(swept.dead_bodies == 20 && swept.removed_segments >= 4, "{swept:?}");
    fixture.assert_sound().await;
}

#[tokio::test]
async fn compaction_does_not_move_what_lost_its_last_reference_unnoticed() {
    let fixture = Fixture::new(small_segments()).await;
    let ids = fill(&fixture).await;
    let mut batch = Batch::new();
    fixture.store.remove_reference(&mut batch, &ids[0], &[1; 16]);
    fixture.engine.commit(batch).await.unwrap();
    for id in &ids[1..] {
        fixture.remove(*id, 1).await.unwrap();
    }
    assert_eq!(fixture.store.collect().await.unwrap().moved_bodies, 0);
    assert_eq!(fixture.get(&ids[0]).await.unwrap(), None);
    fixture.assert_sound().await;
}

#[tokio::test]
async fn more_releases_than_the_queue_holds_are_all_collected() {
    let fixture = Fixture::new(Options { released_queue: 5, ..small_segments() }).await;
    let ids = fill(&fixture).await;
    for id in &ids {
        fixture.remove(*id, 1).await.unwrap();
    }
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 40);
}

#[tokio::test]
async fn what_is_known_to_be_dead_is_known_after_a_restart() {
    let fixture = Fixture::new(Options::default()).await;
    let ids = fill(&fixture).await;
    for id in &ids[..10] {
        fixture.remove(*id, 1).await.unwrap();
    }
    fixture.store.collect().await.unwrap();
    let usage = fixture.store.usage();
    assert!(usage.dead_bytes > 10_000);
    let fixture = fixture.reopen(|_| ()).await;
    let after = fixture.store.usage();
    assert_eq!((after.segments, after.dead_bytes), (usage.segments, usage.dead_bytes));
}

#[tokio::test]
async fn damage_keeps_its_segment() {
    let fixture = Fixture::new(small_segments()).await;
    let (living, location) = fixture.put(&noise(100, 1000), 1).await.unwrap();
    let ids = fill(&fixture).await;
    let at = location.offset as usize + 500;
    let fixture = fixture.reopen(|dir| support::edit(&support::segments(dir)[0], |bytes| bytes[at] ^= 1)).await;
    for id in &ids {
        fixture.remove(*id, 1).await.unwrap();
    }
    let first = fixture.segments()[0].clone();
    fixture.store.collect().await.unwrap();
    assert!(first.exists());
    assert!(fixture.get(&living).await.is_err());
}

#[tokio::test]
async fn a_damaged_segment_is_tried_once_and_what_was_moved_out_of_it_is_dead() {
    let engine = Failing::new(Plan::never());
    let fixture = Fixture::on(Arc::new(engine.clone()), small_segments()).await;
    let (_, damaged) = fixture.put(&noise(100, 500), 1).await.unwrap();
    let (_, moved) = fixture.put(&noise(101, 500), 1).await.unwrap();
    let ids = fill(&fixture).await;
    let at = damaged.offset as usize + 300;
    let fixture = fixture.reopen(|dir| support::edit(&support::segments(dir)[0], |bytes| bytes[at] ^= 1)).await;
    for id in &ids {
        fixture.remove(*id, 1).await.unwrap();
    }
    assert_eq!(fixture.store.collect().await.unwrap().moved_bodies, 1);
    assert_eq!(fixture.store.usage().live_bytes, damaged.length + moved.length);
    let reads = engine.reads();
    fixture.store.collect().await.unwrap();
    assert_eq!(engine.reads(), reads, "nothing has changed since");
}

/// Lets nobody read a range until it is told to.
struct Gated {
    memory: Memory,
    gate: Arc<Semaphore>,
    arrived: Arc<Notify>,
}

impl Read for Gated {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, EngineError>> {
        self.memory.get(key)
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, EngineError>> {
        self.memory.get_many(keys)
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, EngineError>> {
        Box::pin(async move {
            self.arrived.notify_one();
            self.gate.acquire().await.unwrap().forget();
            self.memory.range(range).await
        })
    }
}

impl Engine for Gated {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        self.memory.commit(batch)
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, EngineError>> {
        self.memory.snapshot()
    }
}

#[tokio::test]
async fn a_body_that_comes_back_while_it_is_collected_is_stored_anew() {
    let gate = Arc::new(Semaphore::new(0));
    let arrived = Arc::new(Notify::new());
    let engine = Gated { memory: Memory::new(), gate: Arc::clone(&gate), arrived: Arc::clone(&arrived) };
    let fixture = Fixture::on(Arc::new(engine), Options::default()).await;
    let (id, first) = fixture.put(b"comes and goes", 1).await.unwrap();
    fixture.remove(id, 1).await.unwrap();

    let blobs = fixture.store.clone();
    let collecting = tokio::spawn(async move { blobs.collect().await.unwrap() });
    arrived.notified().await;
    let mut storing = Box::pin(store(&fixture.store, b"comes and goes"));
    let early = std::future::poll_fn(|context| std::task::Poll::Ready(storing.as_mut().poll(context))).await;
    assert!(early.is_pending(), "the body is being examined");
    gate.add_permits(1000);
    assert_eq!(collecting.await.unwrap().dead_bodies, 1);
    let stored = storing.await.unwrap();
    assert_ne!(stored.location, first);
    let mut batch = Batch::new();
    fixture.store.add_reference(&mut batch, &stored, &[2; 16]);
    fixture.engine.commit(batch).await.unwrap();
    assert_eq!(fixture.get(&id).await.unwrap(), Some(b"comes and goes".to_vec()));
}

/// Makes commits in the order in which they were asked for, but can be told to let them lie for a while.
#[derive(Clone, Default)]
struct Slow {
    memory: Memory,
    waiting: Arc<Mutex<Vec<Batch>>>,
    is_slow: Arc<AtomicBool>,
}

impl Read for Slow {
    fn get<'a>(&'a self, key: &'a [u8]) -> BoxFuture<'a, Result<Option<Value>, EngineError>> {
        self.memory.get(key)
    }

    fn get_many<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Value>>, EngineError>> {
        self.memory.get_many(keys)
    }

    fn range(&self, range: Range) -> BoxFuture<'_, Result<Vec<(Key, Value)>, EngineError>> {
        self.memory.range(range)
    }
}

impl Engine for Slow {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        if self.is_slow.load(Ordering::SeqCst) {
            self.waiting.lock().unwrap().push(batch);
            return Box::pin(std::future::pending());
        }
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap());
        Box::pin(async move {
            for batch in waiting {
                self.memory.commit(batch).await.unwrap();
            }
            self.memory.commit(batch).await
        })
    }

    fn snapshot(&self) -> BoxFuture<'_, Result<Box<dyn Read>, EngineError>> {
        self.memory.snapshot()
    }
}

/// Lets the reference of `stored` to `owner` be on its way, and leaves.
fn refer_and_leave(fixture: &Fixture, engine: &Slow, stored: posthouse_blob::Stored, owner: u8) {
    let mut batch = Batch::new();
    fixture.store.add_reference(&mut batch, &stored, &[owner; 16]);
    engine.is_slow.store(true, Ordering::SeqCst);
    drop(fixture.engine.commit(batch));
    engine.is_slow.store(false, Ordering::SeqCst);
}

#[tokio::test]
async fn a_reference_on_its_way_of_which_nobody_waits_for_the_commit_counts() {
    let engine = Slow::default();
    let fixture = Fixture::on(Arc::new(engine.clone()), Options::default()).await;
    let (id, _) = fixture.put(b"comes back", 1).await.unwrap();
    fixture.remove(id, 1).await.unwrap();
    let known = store(&fixture.store, b"comes back").await.unwrap();
    refer_and_leave(&fixture, &engine, known, 2);
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 0);
    assert_eq!(fixture.get(&id).await.unwrap(), Some(b"comes back".to_vec()));

    let fresh = store(&fixture.store, b"fresh").await.unwrap();
    refer_and_leave(&fixture, &engine, fresh, 3);
    assert_eq!(fixture.store.sweep().await.unwrap().dead_bodies, 0);
    assert_eq!(fixture.get(&BlobId::of(b"fresh")).await.unwrap(), Some(b"fresh".to_vec()));
    fixture.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn storing_and_collecting_the_same_bodies_at_once_loses_nothing() {
    let fixture = Arc::new(Fixture::new(small_segments()).await);
    let mut writers = tokio::task::JoinSet::new();
    for owner in 0..6 {
        let fixture = Arc::clone(&fixture);
        writers.spawn(async move {
            for round in 0..60 {
                let body = noise(round % 3, 900);
                let (id, location) = fixture.put(&body, owner).await.unwrap();
                assert_eq!(read(&fixture.store, &id, Some(location)).await.unwrap().as_ref(), Some(&body));
                assert_eq!(fixture.get(&id).await.unwrap().as_ref(), Some(&body));
                fixture.remove(id, owner).await.unwrap();
            }
        });
    }
    let collector = {
        let fixture = Arc::clone(&fixture);
        tokio::spawn(async move {
            loop {
                fixture.store.collect().await.unwrap();
                fixture.store.sweep().await.unwrap();
                tokio::task::yield_now().await;
            }
        })
    };
    writers.join_all().await;
    collector.abort();
    let _aborted = collector.await;
    fixture.store.sweep().await.unwrap();
    assert_eq!(fixture.store.usage().live_bytes, 0);
    fixture.assert_sound().await;
}

#[tokio::test]
async fn a_reference_to_a_body_that_is_not_there_cannot_be_committed() {
    let fixture = Fixture::new(Options::default()).await;
    let (id, location) = fixture.put(b"indexed", 1).await.unwrap();
    let stored = store(&fixture.store, b"indexed").await.unwrap();
    let mut batch = Batch::new();
    fixture.store.add_reference(&mut batch, &stored, &[2; 16]);
    assert_eq!(batch.preconditions.len(), 1);
    let mut elsewhere = Batch::new();
    elsewhere.delete([b"b".as_slice(), &id.0].concat());
    fixture.engine.commit(elsewhere).await.unwrap();
    assert!(matches!(fixture.engine.commit(batch).await, Err(CommitError::Conflict { .. })));
    assert_eq!(stored.location, location);
}

#[tokio::test]
async fn what_was_stored_and_referenced_costs_a_collection_nothing() {
    let engine = Failing::new(Plan::never());
    let fixture = Fixture::on(Arc::new(engine.clone()), Options::default()).await;
    fixture.put(b"one", 1).await.unwrap();
    fixture.put(b"two", 1).await.unwrap();
    let reads = engine.reads();
    fixture.store.collect().await.unwrap();
    assert_eq!(engine.reads(), reads);
}
