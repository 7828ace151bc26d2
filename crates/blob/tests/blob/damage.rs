//! What a crash or a failing disk leaves: what is torn is cut, what is damaged is reported, all else stays.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::support::{self, Fixture, edit, noise, segments, text};
use posthouse_blob::{BlobId, Error, Location, Options, Problem};

/// The bodies of [`three`], oldest first.
fn contents() -> [Vec<u8>; 3] {
    [text(1, 500), noise(2, 60), text(3, 700)]
}

/// Three bodies, each synced by itself.
async fn three(options: Options) -> (Fixture, Vec<(BlobId, Location)>) {
    let fixture = Fixture::new(options).await;
    let mut places = Vec::new();
    for body in contents() {
        places.push(fixture.put(&body, 1).await.unwrap());
    }
    (fixture, places)
}

async fn assert_has(fixture: &Fixture, places: &[(BlobId, Location)], which: &[usize]) {
    for &index in which {
        let (id, location) = places[index];
        let body = support::read(&fixture.store, &id, Some(location)).await.unwrap();
        assert_eq!(body.as_ref(), Some(&contents()[index]), "body {index}");
    }
}

/// Lets `damage` loose on the last segment, starts again, and makes sure that all but the last body is there, that the
/// last one is there or not, whole, and that the store goes on.
async fn survives(damage: impl Fn(&mut Vec<u8>, usize), last_is_there: bool, what: &str) {
    let (fixture, places) = three(Options::default()).await;
    let start = places[2].1.offset as usize;
    let fixture = fixture.crash(|dir| edit(&segments(dir)[0], |bytes| damage(bytes, start))).await;
    assert_has(&fixture, &places, &[0, 1]).await;
    let last = support::read(&fixture.store, &places[2].0, Some(places[2].1)).await;
    match last {
        Ok(Some(body)) => assert!(last_is_there && body == contents()[2], "{what}"),
        Ok(None) => panic!("{what}: the index knows of it"),
        Err(error) => assert!(matches!(error, Error::Corrupt { .. }) && !last_is_there, "{what}: {error}"),
    }
    let (_, again) = fixture.put(&contents()[2], 1).await.unwrap();
    assert_eq!(again.offset as usize, start, "{what}: nothing is left of what was torn");
    assert_has(&fixture, &places, &[0, 1]).await;
    fixture.assert_sound().await;
}

#[tokio::test]
async fn the_last_record_may_be_torn_at_every_byte() {
    let (fixture, places) = three(Options::default()).await;
    let length = places[2].1.length as usize;
    drop(fixture);
    for kept in 0..length {
        survives(|bytes, start| bytes.truncate(start + kept), false, &format!("cut after {kept}")).await;
        survives(|bytes, start| bytes[start + kept..].fill(0), false, &format!("zeros after {kept}")).await;
    }
    survives(|_, _| (), true, "whole").await;
}

#[tokio::test]
async fn zeros_and_rubbish_behind_the_last_record_are_cut() {
    survives(|bytes, _| bytes.extend([0; 5000]), true, "zeros").await;
    survives(|bytes, _| bytes.extend([7; 5000]), true, "rubbish").await;
    survives(|bytes, _| bytes.extend(b"PHBR"), true, "a beginning").await;
    let copied = |bytes: &mut Vec<u8>, start: usize| {
        let torn = bytes[start..bytes.len() - 1].to_vec();
        bytes.extend(torn);
    };
    survives(copied, true, "a torn copy").await;
}

#[tokio::test]
async fn damage_in_what_was_synced_before_costs_one_body_only() {
    let (fixture, places) = three(Options::default()).await;
    let middle = places[1].1.offset as usize;
    drop(fixture);
    for at in 0..places[1].1.length as usize {
        let (fixture, places) = three(Options::default()).await;
        let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], |bytes| bytes[middle + at] ^= 0x10)).await;
        assert_has(&fixture, &places, &[0, 2]).await;
        assert!(matches!(fixture.get(&places[1].0).await, Err(Error::Corrupt { segment: 1, .. })), "byte {at}");
        let problems = fixture.problems().await;
        assert!(problems.iter().any(|problem| is_about(problem, places[1])), "byte {at}: {problems:?}");
    }
}

/// Whether the problem names the body, or the place where it should be.
fn is_about(problem: &Problem, (id, location): (BlobId, Location)) -> bool {
    match problem {
        Problem::Missing { id: missing } => *missing == id,
        Problem::Damaged { id: Some(damaged), .. } => *damaged == id,
        Problem::Damaged { error: Error::Corrupt { offset, .. }, .. } => *offset == location.offset,
        Problem::Damaged { .. } => false,
    }
}

#[tokio::test]
async fn damage_in_a_large_body_is_noticed_where_it_is_read() {
    let fixture = Fixture::new(Options::default()).await;
    let body = noise(1, 1_000_000);
    let (id, location) = fixture.put(&body, 1).await.unwrap();
    fixture.put(b"behind", 1).await.unwrap();
    // The third of four frames.
    let at = location.offset as usize + 600_000;
    let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], |bytes| bytes[at] ^= 1)).await;
    let opened = fixture.store.open_body(&id, None).await.unwrap().unwrap();
    assert_eq!(opened.read(0..524_288).await.unwrap(), body[..524_288]);
    assert_eq!(opened.read(800_000..1_000_000).await.unwrap(), body[800_000..]);
    for range in [600_000..600_001, 0..1_000_000] {
        let error = opened.read(range).await.unwrap_err();
        assert!(matches!(error, Error::Corrupt { segment: 1, offset, .. } if offset == location.offset), "{error}");
    }
}

#[tokio::test]
async fn damage_after_a_clean_stop_costs_one_frame_of_the_last_body() {
    let fixture = Fixture::new(Options::default()).await;
    let body = noise(1, 1_000_000);
    let (id, location) = fixture.put(&body, 1).await.unwrap();
    let at = location.offset as usize + 600_000;
    let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], |bytes| bytes[at] ^= 1)).await;
    let opened = fixture.store.open_body(&id, None).await.unwrap().unwrap();
    assert_eq!(opened.read(0..524_288).await.unwrap(), body[..524_288]);
    assert_eq!(opened.read(800_000..1_000_000).await.unwrap(), body[800_000..]);
    assert!(matches!(opened.read(600_000..600_001).await, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn damage_behind_a_front_leaves_the_front_readable() {
    for rest in [3000, 1_000_000] {
        let fixture = Fixture::new(Options::default()).await;
        let body = support::message(500, rest);
        let (id, location) = fixture.put(&body, 1).await.unwrap();
        let last = (location.offset + location.length - 5) as usize;
        let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], |bytes| bytes[last] ^= 1)).await;
        let opened = fixture.store.open_body(&id, None).await.unwrap().unwrap();
        assert_eq!(opened.read(0..504).await.unwrap(), body[..504]);
        let length = body.len() as u64;
        assert!(matches!(opened.read(length - 9..length).await, Err(Error::Corrupt { .. })));
        assert!(matches!(fixture.get(&id).await, Err(Error::Corrupt { .. })));
        assert_eq!(fixture.problems().await.len(), 1);
    }
}

#[tokio::test]
async fn a_hint_at_a_damaged_copy_does_not_hide_a_whole_one() {
    for damaged in [80 + 16, 2000] {
        let fixture = Fixture::new(Options::default()).await;
        let body = support::message(500, 3000);
        let (id, hint) = fixture.put(&body, 1).await.unwrap();
        let place = hint.offset as usize + damaged;
        let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], |bytes| bytes[place] ^= 1)).await;
        fixture.store.rebuild_index([]).await.unwrap();
        let (_, location) = fixture.put(&body, 1).await.unwrap();
        assert_ne!(location, hint);
        assert_eq!(support::read(&fixture.store, &id, Some(hint)).await.unwrap(), Some(body));
    }
}

#[tokio::test]
async fn damage_in_a_front_is_noticed() {
    let fixture = Fixture::new(Options::default()).await;
    let (id, location) = fixture.put(&support::message(500, 3000), 1).await.unwrap();
    let first = location.offset as usize + 80 + 16;
    let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], |bytes| bytes[first] ^= 1)).await;
    let opened = fixture.store.open_body(&id, None).await.unwrap().unwrap();
    assert!(matches!(opened.read(0..9).await, Err(Error::Corrupt { .. })));
    assert!(matches!(fixture.get(&id).await, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn a_body_that_is_not_what_its_id_says_is_noticed_although_all_checksums_are_right() {
    let other = BlobId::of(b"something else");
    for length in [1000, 1_000_000] {
        let fixture = Fixture::new(Options::default()).await;
        let (id, location) = fixture.put(&noise(1, length), 1).await.unwrap();
        let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], |bytes| rename(bytes, location, other))).await;
        let error = support::read(&fixture.store, &other, Some(location)).await;
        // The small one is a hint that does not hold, and the index has never heard of it.
        let noticed =
            if length == 1000 { matches!(error, Ok(None)) } else { matches!(error, Err(Error::Corrupt { .. })) };
        assert!(noticed, "{error:?}");
        let problems = fixture.problems().await;
        let damaged = |problem: &Problem| matches!(problem, Problem::Damaged { id: Some(id), .. } if *id == other);
        assert!(problems.iter().any(damaged), "{problems:?}");
        assert!(fixture.get(&id).await.is_err());
    }
}

/// Gives the record at `location` another id.
fn rename(bytes: &mut [u8], location: Location, id: BlobId) {
    let header = &mut bytes[location.offset as usize..][..80];
    header[16..48].copy_from_slice(&id.0);
    let crc = crc32fast::hash(&header[..76]);
    header[76..].copy_from_slice(&crc.to_be_bytes());
}

#[tokio::test]
async fn leftover_drafts_are_removed_at_the_start() {
    let fixture = Fixture::new(Options::default()).await;
    let leave = |dir: &Path| fs::write(dir.join("drafts/0000000000000000"), "left").unwrap();
    let fixture = fixture.reopen(leave).await;
    assert_eq!(fs::read_dir(fixture.dir.path().join("drafts")).unwrap().count(), 0);
    fixture.put(&noise(1, 600_000), 1).await.unwrap();
}

#[tokio::test]
async fn a_missing_segment_is_an_error_about_that_segment() {
    let fixture = Fixture::new(support::small_segments()).await;
    let (id, location) = fixture.put(&noise(1, 5000), 1).await.unwrap();
    fixture.put(&noise(2, 5000), 1).await.unwrap();
    let fixture = fixture.reopen(|dir| fs::remove_file(&segments(dir)[0]).unwrap()).await;
    let error = support::read(&fixture.store, &id, Some(location)).await.unwrap_err();
    assert!(matches!(error, Error::Corrupt { segment: 1, .. }), "{error}");
    assert!(matches!(fixture.problems().await[..], [Problem::Missing { id: missing }] if missing == id));
}

#[tokio::test]
async fn a_segment_that_was_never_finished_being_created_is_replaced() {
    for leftover in [&b""[..], b"PHSG\x01", &[0; 32], &[0; 4096]] {
        let (fixture, places) = three(Options::default()).await;
        let add = |dir: &Path| fs::write(dir.join("segments/0000000000000002.seg"), leftover).unwrap();
        let fixture = fixture.reopen(add).await;
        assert_has(&fixture, &places, &[0, 1, 2]).await;
        let (_, location) = fixture.put(b"goes on", 1).await.unwrap();
        assert_eq!(location.segment, 3);
        let fixture = fixture.reopen(|_| ()).await;
        assert_eq!(fixture.segments().len(), 2);
        fixture.assert_sound().await;
    }
}

/// Makes a segment's header one of another version.
fn renew_header(bytes: &mut [u8]) {
    bytes[4] = 3;
    let crc = crc32fast::hash(&bytes[..28]);
    bytes[28..32].copy_from_slice(&crc.to_be_bytes());
}

/// Makes the last record one of another version.
fn renew_last_record(bytes: &mut [u8]) {
    let last = memchr::memmem::rfind(bytes, b"PHBR").unwrap();
    bytes[last + 4] = 3;
    let crc = crc32fast::hash(&bytes[last..last + 76]);
    bytes[last + 76..last + 80].copy_from_slice(&crc.to_be_bytes());
}

#[tokio::test]
async fn what_a_newer_version_wrote_keeps_the_store_closed_and_stays() {
    for renew in [renew_header, renew_last_record] {
        let (Fixture { dir, engine, options, store }, _) = three(Options::default()).await;
        drop(store);
        let path = segments(dir.path())[0].clone();
        edit(&path, |bytes| renew(bytes));
        let before = fs::read(&path).unwrap();
        for _ in 0..2 {
            let refused = posthouse_blob::BlobStore::open(dir.path(), engine.clone(), options.clone()).await;
            assert!(matches!(refused, Err(Error::NewerFormat { segment: 1 })), "{refused:?}");
        }
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[tokio::test]
async fn a_segment_of_which_nothing_is_understood_is_not_removed() {
    let (fixture, places) = three(Options::default()).await;
    let rubbish = [&b"PHSG"[..], &[7; 60]].concat();
    let add = |dir: &Path| fs::write(dir.join("segments/0000000000000002.seg"), &rubbish).unwrap();
    let fixture = fixture.reopen(add).await;
    assert_has(&fixture, &places, &[0, 1, 2]).await;
    fixture.store.sweep().await.unwrap();
    let fixture = fixture.reopen(|_| ()).await;
    assert_eq!(fs::read(&fixture.segments()[1]).unwrap(), rubbish);
    assert_eq!(fixture.put(b"goes on", 1).await.unwrap().1.segment, 3);
}

#[tokio::test]
async fn a_damaged_segment_header_costs_no_body() {
    for at in 0..32 {
        let (fixture, places) = three(Options::default()).await;
        let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], |bytes| bytes[at] ^= 1)).await;
        assert_has(&fixture, &places, &[0, 1, 2]).await;
        assert_eq!(fixture.put(b"goes on", 1).await.unwrap().1.segment, 2);
        fixture.assert_sound().await;
    }
}

#[tokio::test]
async fn the_index_is_rebuilt_from_the_segments() {
    let fixture = Fixture::new(support::small_segments()).await;
    let bodies: Vec<Vec<u8>> =
        (0..20).map(|seed| noise(seed, 100 * seed as usize)).chain([noise(9, 400_000)]).collect();
    let mut owners = Vec::new();
    for body in &bodies {
        owners.push((fixture.put(body, 1).await.unwrap().0, [1; 16]));
        owners.push((fixture.put(body, 2).await.unwrap().0, [2; 16]));
    }
    let lost = (BlobId::of(b"never stored"), [3; 16]);
    owners.push(lost);

    let empty = std::sync::Arc::new(posthouse_engine::memory::Memory::new());
    let fixture = Fixture { engine: empty, ..fixture }.reopen(|_| ()).await;
    assert!(fixture.get(&owners[0].0).await.unwrap().is_none());
    for _ in 0..2 {
        let rebuilt = fixture.store.rebuild_index(owners.clone()).await.unwrap();
        assert_eq!((rebuilt.bodies, rebuilt.references), (21, 42));
        assert_eq!(rebuilt.missing, [lost]);
    }
    fixture.remove(owners[0].0, 1).await.unwrap();
    assert_eq!(fixture.store.sweep().await.unwrap().dead_bodies, 0);
    for body in &bodies {
        assert_eq!(fixture.get(&BlobId::of(body)).await.unwrap().as_ref(), Some(body));
    }
    fixture.assert_sound().await;
}

#[tokio::test]
async fn a_rebuilt_index_has_no_damaged_bodies() {
    let (fixture, places) = three(Options::default()).await;
    let at = (places[1].1.offset + places[1].1.length - 1) as usize;
    let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], |bytes| bytes[at] ^= 1)).await;
    let owners: Vec<_> = places.iter().map(|(id, _)| (*id, [1; 16])).collect();
    let rebuilt = fixture.store.rebuild_index(owners.clone()).await.unwrap();
    assert_eq!((rebuilt.bodies, rebuilt.references, rebuilt.missing), (2, 2, vec![owners[1]]));
}

/// Something that happens to a file; places are parts of its length.
#[derive(Clone, Debug)]
enum Mishap {
    Flip(f64, u8),
    Zero(f64, f64),
    Cut(f64),
    Insert(f64, Vec<u8>),
    Repeat(f64, f64),
}

fn mishap() -> impl Strategy<Value = Mishap> {
    let place = || 0.0..1.0;
    prop_oneof![
        (place(), 1_u8..).prop_map(|(at, bits)| Mishap::Flip(at, bits)),
        (place(), place()).prop_map(|(from, to)| Mishap::Zero(from, to)),
        place().prop_map(Mishap::Cut),
        (place(), prop::collection::vec(any::<u8>(), 1..200)).prop_map(|(at, bytes)| Mishap::Insert(at, bytes)),
        (place(), place()).prop_map(|(from, to)| Mishap::Repeat(from, to)),
    ]
}

impl Mishap {
    fn happen(&self, bytes: &mut Vec<u8>) {
        let length = bytes.len() as f64;
        let at = |part: f64| (part * length) as usize;
        let range = |one: f64, other: f64| at(one.min(other))..at(one.max(other));
        match self {
            _ if bytes.is_empty() => {}
            Self::Flip(place, bits) => bytes[at(*place)] ^= bits,
            Self::Zero(from, to) => bytes[range(*from, *to)].fill(0),
            Self::Cut(place) => bytes.truncate(at(*place)),
            Self::Insert(place, new) => drop(bytes.splice(at(*place)..at(*place), new.iter().copied())),
            Self::Repeat(from, to) => bytes.extend_from_within(range(*from, *to)),
        }
    }
}

/// Whatever is in the file, a body comes back right or not at all, and nothing panics.
async fn lives_with(mishaps: &[Mishap]) {
    let fixture = Fixture::new(Options::default()).await;
    let bodies = [text(1, 500), noise(2, 2000), text(3, 400_000), noise(4, 300_000), Vec::new()];
    let mut places = Vec::new();
    for body in &bodies {
        places.push(fixture.put(body, 1).await.unwrap());
    }
    let happen = |bytes: &mut Vec<u8>| mishaps.iter().for_each(|mishap| mishap.happen(bytes));
    let fixture = fixture.reopen(|dir| edit(&segments(dir)[0], happen)).await;
    for ((id, location), body) in places.iter().zip(&bodies) {
        for hint in [None, Some(*location)] {
            if let Ok(found) = support::read(&fixture.store, id, hint).await {
                assert_eq!(found.as_ref(), Some(body));
            }
        }
    }
    fixture.problems().await;
    fixture.store.sweep().await.unwrap();
    let rebuilt = fixture.store.rebuild_index(places.iter().map(|(id, _)| (*id, [1; 16]))).await.unwrap();
    assert_eq!(rebuilt.references + rebuilt.missing.len() as u64, places.len() as u64);
    fixture.put(b"goes on", 1).await.unwrap();
    assert_eq!(fixture.get(&BlobId::of(b"goes on")).await.unwrap(), Some(b"goes on".to_vec()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_damage_can_be_lived_with(mishaps in prop::collection::vec(mishap(), 1..6)) {
        tokio::runtime::Runtime::new().unwrap().block_on(lives_with(&mishaps));
    }
}
