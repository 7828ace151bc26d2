//! Any sequence of operations, beside a map that does the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{self, Fixture, noise, small_segments, text};
use posthouse_blob::{BlobId, Options};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Put {
        body: u64,
        owner: u8,
    },
    /// Stores a body and never refers to it.
    Abandon {
        body: u64,
    },
    Remove {
        body: u64,
        owner: u8,
    },
    /// Removes a reference and forgets to say so.
    RemoveSilently {
        body: u64,
        owner: u8,
    },
    Collect,
    Sweep,
    Reopen,
    Read {
        body: u64,
        start: u64,
        end: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let (body, owner) = (0_u64..8, 1_u8..4);
    prop_oneof![
        8 => (body.clone(), owner.clone()).prop_map(|(body, owner)| Step::Put { body, owner }),
        1 => body.clone().prop_map(|body| Step::Abandon { body }),
        6 => (body.clone(), owner.clone()).prop_map(|(body, owner)| Step::Remove { body, owner }),
        1 => (body.clone(), owner).prop_map(|(body, owner)| Step::RemoveSilently { body, owner }),
        2 => Just(Step::Collect),
        1 => Just(Step::Sweep),
        1 => Just(Step::Reopen),
        4 => (body, 0_u64..5000, 0_u64..5000)
            .prop_map(|(body, one, other)| Step::Read { body, start: one.min(other), end: one.max(other) }),
    ]
}

/// Small, large, compressible or not.
fn content(body: u64) -> Vec<u8> {
    match body {
        0 => Vec::new(),
        1 => text(1, 300_000),
        2 => noise(2, 270_000),
        body if body % 2 == 0 => noise(body, 700 * body as usize),
        body => text(body, 700 * body as usize),
    }
}

#[derive(Default)]
struct Model {
    owners: BTreeMap<u64, BTreeSet<u8>>,
}

impl Model {
    fn is_alive(&self, body: u64) -> bool {
        self.owners.get(&body).is_some_and(|owners| !owners.is_empty())
    }

    fn alive(&self) -> impl Iterator<Item = u64> {
        (0..8).filter(|&body| self.is_alive(body))
    }
}

async fn run(steps: Vec<Step>) {
    let options = Options { segment_size: 16 << 10, ..small_segments() };
    let mut fixture = Fixture::new(options).await;
    let mut model = Model::default();
    for step in steps {
        fixture = apply(fixture, &mut model, step).await;
    }
    finish(&fixture, &model).await;
}

async fn apply(fixture: Fixture, model: &mut Model, step: Step) -> Fixture {
    match step {
        Step::Put { body, owner } => {
            fixture.put(&content(body), owner).await.unwrap();
            model.owners.entry(body).or_default().insert(owner);
        }
        Step::Abandon { body } => drop(support::store(&fixture.store, &content(body)).await.unwrap()),
        Step::Remove { body, owner } => {
            fixture.remove(BlobId::of(&content(body)), owner).await.unwrap();
            model.owners.entry(body).or_default().remove(&owner);
        }
        Step::RemoveSilently { body, owner } => {
            let mut batch = posthouse_engine::Batch::new();
            fixture.store.remove_reference(&mut batch, &BlobId::of(&content(body)), &[owner; 16]);
            fixture.engine.commit(batch).await.unwrap();
            model.owners.entry(body).or_default().remove(&owner);
        }
        Step::Collect => drop(fixture.store.collect().await.unwrap()),
        Step::Sweep => drop(fixture.store.sweep().await.unwrap()),
        Step::Reopen => return fixture.reopen(|_| ()).await,
        Step::Read { body, start, end } => check_range(&fixture, model, body, start..end).await,
    }
    fixture
}

async fn check_range(fixture: &Fixture, model: &Model, body: u64, range: std::ops::Range<u64>) {
    let content = content(body);
    let opened = fixture.store.open_body(&BlobId::of(&content), None).await.unwrap();
    assert!(opened.is_some() || !model.is_alive(body));
    let length = content.len() as u64;
    if let Some(opened) = opened {
        let range = range.start.min(length)..range.end.min(length);
        let expected = &content[range.start as usize..range.end as usize];
        assert_eq!(opened.read(range).await.unwrap(), expected);
    }
}

/// Everything alive is there, everything else is gone after a sweep, and the books agree.
async fn finish(fixture: &Fixture, model: &Model) {
    fixture.assert_sound().await;
    fixture.store.sweep().await.unwrap();
    fixture.assert_sound().await;
    let mut live_bytes = 0;
    for body in 0..8 {
        let id = BlobId::of(&content(body));
        let expected = model.is_alive(body).then(|| content(body));
        assert_eq!(fixture.get(&id).await.unwrap(), expected);
        if let Some(held) = fixture.store.hold(&id).await.unwrap() {
            live_bytes += held.location.length;
        }
    }
    assert_eq!(fixture.store.usage().live_bytes, live_bytes);
    let owners: usize = model.alive().map(|body| model.owners[&body].len()).sum();
    let rows = fixture.engine.range(posthouse_engine::Range::prefix(*b"b")).await.unwrap();
    assert_eq!(rows.len(), model.alive().count() + owners);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_store_does_what_a_map_does(steps in prop::collection::vec(step(), 1..60)) {
        tokio::runtime::Runtime::new().unwrap().block_on(run(steps));
    }
}
