//! The power is cut at every operation of the index in turn: nothing acknowledged is lost, nothing is half there.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::support::{self, Fixture, noise, small_segments};
use posthouse_blob::{BlobId, Error};
use posthouse_engine::failing::{Failing, Fault, Moment, Operations, Plan};

/// What the caller of the store was told.
#[derive(Default)]
struct Told {
    /// Whether the body of this seed must be there (true), must not be there (false); others may or may not.
    bodies: BTreeMap<u64, bool>,
}

/// Stores, removes and collects until something fails.
async fn scenario(fixture: &Fixture, told: &mut Told) -> Result<(), Error> {
    for seed in 0..10 {
        fixture.put(&noise(seed, 900), 1).await?;
        told.bodies.insert(seed, true);
    }
    for seed in [0, 1, 2, 4, 5, 6, 8] {
        told.bodies.remove(&seed);
        fixture.remove(BlobId::of(&noise(seed, 900)), 1).await?;
        told.bodies.insert(seed, false);
    }
    fixture.store.collect().await?;
    // One of them comes back, one is given up.
    told.bodies.remove(&1);
    fixture.put(&noise(1, 900), 2).await?;
    told.bodies.insert(1, true);
    drop(support::store(&fixture.store, &noise(20, 900)).await?);
    fixture.store.sweep().await?;
    fixture.put(&noise(21, 900), 1).await?;
    told.bodies.insert(21, true);
    Ok(())
}

async fn assert_told(fixture: &Fixture, told: &Told, what: &str) {
    fixture.assert_sound().await;
    fixture.store.sweep().await.unwrap();
    for (&seed, &is_there) in &told.bodies {
        let expected = is_there.then(|| noise(seed, 900));
        assert_eq!(fixture.get(&BlobId::of(&noise(seed, 900))).await.unwrap(), expected, "{what}: body {seed}");
    }
    fixture.assert_sound().await;
    let swept = fixture.store.sweep().await.unwrap();
    assert_eq!(swept.moved_bodies, 0, "{what}: the second sweep finds nothing to do");
}

/// Runs the scenario under `plan` and starts again on what survived; says whether the plan came true.
async fn survives(plan: Plan) -> bool {
    let what = format!("{plan:?}");
    let engine = Failing::new(plan);
    let fixture = Fixture::on(Arc::new(engine.clone()), small_segments()).await;
    let mut told = Told::default();
    let ended = scenario(&fixture, &mut told).await;
    assert_eq!(ended.is_err(), engine.has_failed(), "{what}");
    let fixture = Fixture { engine: Arc::new(engine.surviving()), ..fixture }.reopen(|_| ()).await;
    assert_told(&fixture, &told, &what).await;
    engine.has_failed()
}

#[tokio::test]
async fn the_power_may_be_cut_at_every_commit() {
    for plan in Plan::power_cuts() {
        if !survives(plan).await {
            break;
        }
    }
}

#[tokio::test]
async fn the_power_may_be_cut_at_every_read_and_commit() {
    for after in 0.. {
        let fault = Fault::PowerCut(Moment::BeforeEffect);
        if !survives(Plan { counted: Operations::All, after, fault }).await {
            break;
        }
    }
}

/// An operation that failed once can be tried again in the same process.
#[tokio::test]
async fn a_collection_that_failed_is_made_up_for() {
    for after in 0.. {
        let error = posthouse_engine::Error::Unavailable("on purpose".to_owned());
        let plan = Plan { counted: Operations::All, after, fault: Fault::Once(error) };
        let engine = Failing::on(posthouse_engine::memory::Memory::new(), plan);
        let fixture = Fixture::on(Arc::new(engine.clone()), small_segments()).await;
        let mut told = Told::default();
        if scenario(&fixture, &mut told).await.is_ok() {
            break;
        }
        assert_told(&fixture, &told, &format!("once, after {after}")).await;
    }
}

#[tokio::test]
async fn a_failed_collection_forgets_nothing() {
    let full = Plan::failed_commit(2, posthouse_engine::Error::Full);
    let fixture = Fixture::on(Arc::new(Failing::new(full)), small_segments()).await;
    let (id, _) = fixture.put(b"goes", 1).await.unwrap();
    fixture.remove(id, 1).await.unwrap();
    assert!(matches!(fixture.store.collect().await, Err(Error::Full)));
    assert_eq!(fixture.store.collect().await.unwrap().dead_bodies, 1);
    assert_eq!(fixture.get(&id).await.unwrap(), None);
}

/// The files as they are in the middle of the work, not as a clean stop leaves them.
#[tokio::test]
async fn files_that_were_copied_in_the_middle_of_the_work_can_be_opened() {
    let engine = posthouse_engine::memory::Memory::new();
    let fixture = Fixture::on(Arc::new(engine.clone()), small_segments()).await;
    let mut told = Told::default();
    scenario(&fixture, &mut told).await.unwrap();
    let copy = tempfile::tempdir().unwrap();
    for folder in ["segments", "drafts"] {
        std::fs::create_dir(copy.path().join(folder)).unwrap();
    }
    for segment in fixture.segments() {
        std::fs::copy(&segment, copy.path().join("segments").join(segment.file_name().unwrap())).unwrap();
    }
    let store = posthouse_blob::BlobStore::open(copy.path(), Arc::new(engine.fork()), small_segments()).await.unwrap();
    let copied = Fixture { dir: copy, engine: Arc::new(engine.fork()), options: small_segments(), store };
    assert_told(&copied, &told, "copied").await;
}

/// However many bodies there are: the index is not asked, and no segment but the last is read.
#[tokio::test]
async fn opening_does_not_depend_on_how_much_is_stored() {
    let fixture = Fixture::new(small_segments()).await;
    for seed in 0..20 {
        fixture.put(&noise(seed, 900), 1).await.unwrap();
    }
    let engine = Failing::new(Plan::never());
    let closed_ones_are_rubbish = |dir: &std::path::Path| {
        let segments = support::segments(dir);
        for segment in &segments[..segments.len() - 1] {
            support::edit(segment, |bytes| bytes.fill(7));
        }
    };
    let fixture = Fixture { engine: Arc::new(engine.clone()), ..fixture }.reopen(closed_ones_are_rubbish).await;
    assert_eq!((engine.reads(), engine.commits()), (0, 0));
    assert!(fixture.store.usage().segments >= 4);
}
