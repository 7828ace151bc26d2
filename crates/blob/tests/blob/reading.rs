//! What was stored comes back, whole, in part, chunk by chunk, and is checked.

use crate::support::{self, Fixture, edit, message, noise, read, small_segments, store, text};
use posthouse_blob::{BlobId, Error, Location, Options};
use proptest::prelude::*;

const FRAME: usize = 256 << 10;

/// Around every limit: nothing, one byte, one frame, many frames, compressible or not.
fn bodies() -> Vec<Vec<u8>> {
    let lengths = [1, 100, 10_000, 70_000, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 1_000_000];
    let mut bodies = vec![Vec::new(), vec![0; 3_000_000]];
    bodies.extend(lengths.iter().map(|&length| noise(length as u64, length)));
    bodies.extend(lengths.iter().map(|&length| text(length as u64, length)));
    // Fronts: the shortest, just long enough to count, the longest, one too long; then those of larger bodies.
    for (header, rest) in [(0, 5000), (900, 1000), (900, 1023 + 124), (16_316, 2000), (16_317, 2000), (30_000, 9)] {
        bodies.push(message(header, rest));
    }
    bodies.extend(lengths.iter().map(|&length| message(700, length)));
    bodies.push(message(FRAME - 3, 1000));
    bodies.push(message(10_000, 5_000_000));
    bodies
}

#[tokio::test]
async fn every_body_comes_back_byte_for_byte_with_and_without_a_hint() {
    let fixture = Fixture::new(Options::default()).await;
    for body in bodies() {
        let (id, location) = fixture.put(&body, 1).await.unwrap();
        assert_eq!(id, BlobId::of(&body));
        assert_eq!(fixture.get(&id).await.unwrap(), Some(body.clone()));
        assert_eq!(read(&fixture.store, &id, Some(location)).await.unwrap(), Some(body));
    }
    fixture.assert_sound().await;
}

#[tokio::test]
async fn every_range_around_a_front_is_right() {
    let fixture = Fixture::new(Options::default()).await;
    for body in [message(700, 5000), message(700, FRAME), message(9000, 3 * FRAME)] {
        let (id, _) = fixture.put(&body, 1).await.unwrap();
        let header = body.windows(4).position(|octets| octets == b"\r\n\r\n").unwrap() + 4;
        let front = header.next_multiple_of(64);
        let places = [0, 1, header, front - 1, front, front + 1, front + FRAME, front + FRAME + 1, body.len()];
        let places = places.map(|place| place.min(body.len()));
        for (start, end) in places.iter().flat_map(|start| places.map(|end| (*start, end))) {
            let opened = fixture.store.open_body(&id, None).await.unwrap().unwrap();
            let (start, end) = (start.min(end), end);
            let range = start as u64..end as u64;
            assert_eq!(opened.read(range.clone()).await.unwrap(), body[start..end], "{range:?}");
            let mut chunks = opened.chunks(range.clone());
            let mut joined = Vec::new();
            while let Some(chunk) = chunks.next().await.unwrap() {
                joined.extend_from_slice(&chunk);
            }
            assert_eq!(joined, body[start..end], "{range:?}");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_written_in_small_chunks_is_the_same() {
    let fixture = Fixture::new(Options::default()).await;
    for body in [text(1, FRAME + 5000), message(800, FRAME + 5000), message(800, 3000)] {
        let mut draft = fixture.store.draft();
        for chunk in body.chunks(777) {
            draft.write(chunk).await.unwrap();
        }
        assert_eq!(draft.len(), body.len() as u64);
        let stored = draft.finish().await.unwrap();
        assert_eq!((stored.id, stored.length), (BlobId::of(&body), body.len() as u64));
        assert_eq!(read(&fixture.store, &stored.id, Some(stored.location)).await.unwrap(), Some(body));
    }
}

#[tokio::test]
async fn a_body_that_nobody_stored_is_not_there() {
    let fixture = Fixture::new(Options::default()).await;
    let (_, location) = fixture.put(b"other", 1).await.unwrap();
    let unknown = BlobId::of(b"unknown");
    assert!(fixture.store.open_body(&unknown, None).await.unwrap().is_none());
    assert!(fixture.store.open_body(&unknown, Some(location)).await.unwrap().is_none());
    assert!(fixture.store.hold(&unknown).await.unwrap().is_none());
}

#[tokio::test]
async fn a_stale_hint_is_noticed() {
    let fixture = Fixture::new(Options::default()).await;
    let (id, location) = fixture.put(b"wanted", 1).await.unwrap();
    let (_, other) = fixture.put(b"unwanted", 1).await.unwrap();
    let stale = [
        other,
        Location { offset: location.offset + 1, ..location },
        Location { offset: u64::MAX, ..location },
        Location { segment: 99, ..location },
        Location { length: location.length - 1, ..location },
        Location { length: 0, ..location },
        Location { length: u64::MAX, ..location },
    ];
    for hint in stale {
        assert_eq!(read(&fixture.store, &id, Some(hint)).await.unwrap(), Some(b"wanted".to_vec()), "{hint:?}");
    }
}

#[tokio::test]
async fn a_range_outside_the_body_is_refused() {
    let fixture = Fixture::new(Options::default()).await;
    for body in [noise(1, 10), noise(1, 300_000)] {
        let (id, _) = fixture.put(&body, 1).await.unwrap();
        let length = body.len() as u64;
        let opened = fixture.store.open_body(&id, None).await.unwrap().unwrap();
        for (start, end) in [(0, length + 1), (length + 1, length + 1), (5, 4), (0, u64::MAX)] {
            assert!(matches!(opened.read(start..end).await, Err(Error::Range { .. })), "{start}..{end}");
            assert!(matches!(opened.chunks(start..end).next().await, Err(Error::Range { .. })), "{start}..{end}");
        }
        assert!(opened.read(length..length).await.unwrap().is_empty());
        assert!(opened.chunks(length..length).next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn the_same_body_is_stored_once() {
    let fixture = Fixture::new(Options::default()).await;
    let (id, location) = fixture.put(b"twice", 1).await.unwrap();
    let before = fixture.store.usage();
    assert_eq!(fixture.put(b"twice", 2).await.unwrap(), (id, location));
    assert_eq!(fixture.store.usage(), before);
}

#[tokio::test]
async fn a_body_that_comes_again_replaces_a_damaged_one() {
    let fixture = Fixture::new(small_segments()).await;
    let body = noise(1, 5000);
    let (id, location) = fixture.put(&body, 1).await.unwrap();
    fixture.put(b"another segment", 1).await.unwrap();
    let fixture = fixture.reopen(|dir| edit(&support::segments(dir)[0], |bytes| bytes[1000] ^= 1)).await;
    assert!(matches!(fixture.get(&id).await, Err(Error::Corrupt { segment: 1, .. })));
    let (_, healed) = fixture.put(&body, 2).await.unwrap();
    assert_ne!(healed, location);
    assert_eq!(fixture.get(&id).await.unwrap(), Some(body));
}

#[tokio::test]
async fn held_bodies_can_get_another_reference() {
    let fixture = Fixture::new(Options::default()).await;
    for body in [noise(1, 10), noise(1, 300_000)] {
        let (id, location) = fixture.put(&body, 1).await.unwrap();
        let held = fixture.store.hold(&id).await.unwrap().unwrap();
        assert_eq!((held.id, held.location, held.length), (id, location, body.len() as u64));
        let mut batch = posthouse_engine::Batch::new();
        fixture.store.add_reference(&mut batch, &held, &[2; 16]);
        fixture.engine.commit(batch).await.unwrap();
        drop(held);
        fixture.remove(id, 1).await.unwrap();
        fixture.store.collect().await.unwrap();
        assert_eq!(fixture.get(&id).await.unwrap(), Some(body));
    }
}

#[tokio::test]
async fn a_dropped_draft_leaves_nothing() {
    let fixture = Fixture::new(Options::default()).await;
    fixture.put(b"something", 1).await.unwrap();
    let before = (fixture.store.usage(), std::fs::metadata(&fixture.segments()[0]).unwrap().len());
    for length in [0, 10, 2_000_000] {
        let mut draft = fixture.store.draft();
        draft.write(&noise(1, length)).await.unwrap();
        drop(draft);
    }
    assert_eq!(std::fs::read_dir(fixture.dir.path().join("drafts")).unwrap().count(), 0);
    assert_eq!((fixture.store.usage(), std::fs::metadata(&fixture.segments()[0]).unwrap().len()), before);
}

#[tokio::test]
async fn a_store_is_not_opened_twice() {
    let fixture = Fixture::new(Options::default()).await;
    let again = posthouse_blob::BlobStore::open(fixture.dir.path(), fixture.engine.clone(), Options::default()).await;
    assert!(matches!(again, Err(Error::InUse)));
}

#[tokio::test]
async fn the_same_body_from_many_drafts_at_once_is_stored_once() {
    let fixture = Fixture::new(Options::default()).await;
    for body in [noise(1, 5000), noise(2, 600_000)] {
        let before = fixture.store.usage().live_bytes;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (blobs, body) = (fixture.store.clone(), body.clone());
            tasks.spawn(async move { store(&blobs, &body).await.unwrap() });
        }
        let stored = tasks.join_all().await;
        let location = stored[0].location;
        assert!(stored.iter().all(|stored| stored.location == location));
        assert_eq!(fixture.store.usage().live_bytes - before, location.length);
        assert_eq!(read(&fixture.store, &stored[0].id, Some(location)).await.unwrap(), Some(body));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_range_is_what_it_is_in_the_original(
        length in 0_usize..900_000,
        compressible: bool,
        cuts in prop::collection::vec((0.0..=1.0, 0.0..=1.0), 8),
    ) {
        let body = if compressible { text(1, length) } else { noise(1, length) };
        let at = |part: f64| (part * length as f64) as usize;
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let fixture = Fixture::new(Options::default()).await;
            let (id, _) = fixture.put(&body, 1).await.unwrap();
            let opened = fixture.store.open_body(&id, None).await.unwrap().unwrap();
            for (one, other) in cuts {
                let range = at(f64::min(one, other))..at(f64::max(one, other));
                let wide = range.start as u64..range.end as u64;
                assert_eq!(opened.read(wide.clone()).await.unwrap(), body[range.clone()]);
                let mut chunks = opened.chunks(wide);
                let mut joined = Vec::new();
                while let Some(chunk) = chunks.next().await.unwrap() {
                    joined.extend_from_slice(&chunk);
                }
                assert_eq!(joined, body[range]);
            }
        });
    }
}
