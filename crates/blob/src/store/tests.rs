//! What a failing disk does to the store.

use std::fs::File;
use std::io::{self, IoSlice};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use posthouse_engine::memory::Memory;
use tempfile::TempDir;

use super::*;
use crate::medium::Medium;

/// What the disk does.
#[derive(Debug)]
struct Disk {
    /// How many more bytes it takes.
    room: AtomicI64,
    /// Whether syncing fails.
    is_failing: AtomicBool,
    /// Whether cutting fails as well.
    is_stuck: AtomicBool,
}

impl Disk {
    fn new() -> Arc<Self> {
        let sound = || AtomicBool::new(false);
        Arc::new(Self { room: AtomicI64::new(i64::MAX), is_failing: sound(), is_stuck: sound() })
    }

    fn set(&self, room: i64, is_failing: bool, is_stuck: bool) {
        self.room.store(room, Ordering::SeqCst);
        self.is_failing.store(is_failing, Ordering::SeqCst);
        self.is_stuck.store(is_stuck, Ordering::SeqCst);
    }
}

/// A file on such a disk.
struct Faulty {
    file: File,
    disk: Arc<Disk>,
}

impl Medium for Faulty {
    /// Like a disk that gets full, it takes what still has room.
    fn write_all(&self, slices: &mut [IoSlice<'_>], offset: u64) -> io::Result<()> {
        let bytes: Vec<u8> = slices.iter().flat_map(|slice| slice.iter().copied()).collect();
        let room = self.disk.room.fetch_sub(bytes.len() as i64, Ordering::SeqCst).max(0);
        let taken = bytes.len().min(usize::try_from(room).unwrap());
        Medium::write_all(&self.file, &mut [IoSlice::new(&bytes[..taken])], offset)?;
        if taken < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn sync(&self) -> io::Result<()> {
        if self.disk.is_failing.load(Ordering::SeqCst) { Err(io::Error::other("on purpose")) } else { self.file.sync() }
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        if self.disk.is_stuck.load(Ordering::SeqCst) {
            return Err(io::Error::other("on purpose"));
        }
        Medium::set_len(&self.file, length)
    }
}

struct Fixture {
    dir: TempDir,
    engine: Memory,
    disk: Arc<Disk>,
    store: BlobStore,
}

fn open(dir: &TempDir, engine: &Memory, disk: &Arc<Disk>) -> BlobStore {
    let disk = Arc::clone(disk);
    let mount = Box::new(move |file| Box::new(Faulty { file, disk: Arc::clone(&disk) }) as _);
    let inner = Inner::open(dir.path(), Arc::new(engine.clone()), Options::default(), mount).unwrap();
    BlobStore { inner: Arc::new(inner) }
}

impl Fixture {
    fn new() -> Self {
        let (dir, engine, disk) = (tempfile::tempdir().unwrap(), Memory::new(), Disk::new());
        let store = open(&dir, &engine, &disk);
        Self { dir, engine, disk, store }
    }

    fn reopen(self) -> Self {
        let Self { dir, engine, disk, store } = self;
        drop(store);
        let store = open(&dir, &engine, &disk);
        Self { dir, engine, disk, store }
    }

    async fn put(&self, body: &[u8]) -> Result<Stored, Error> {
        let mut draft = self.store.draft();
        draft.write(body).await?;
        let stored = draft.finish().await?;
        let mut batch = Batch::new();
        self.store.add_reference(&mut batch, &stored, &[1; 16]);
        self.engine.commit(batch).await?;
        Ok(stored)
    }

    fn segment_length(&self) -> u64 {
        self.store.inner.directory.open_for_reading(1).unwrap().metadata().unwrap().len()
    }

    async fn assert_has(&self, bodies: &[&[u8]]) {
        self.assert_readable(bodies).await;
        let summary = self.store.verify(&mut |problem| panic!("{problem:?}")).await.unwrap();
        assert_eq!(summary.bodies, bodies.len() as u64);
    }

    async fn assert_readable(&self, bodies: &[&[u8]]) {
        for body in bodies {
            let opened = self.store.open_body(&BlobId::of(body), None).await.unwrap().unwrap();
            assert_eq!(opened.read(0..opened.len()).await.unwrap(), *body);
        }
    }
}

/// A body that fills its record with `seed`, and does not compress.
fn body(seed: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&[seed]).finalize_xof().fill(&mut bytes);
    bytes
}

#[tokio::test]
async fn a_full_disk_is_said_so_and_the_store_goes_on_when_there_is_room() {
    let (small, large) = (body(1, 1000), body(2, 600_000));
    for is_stuck in [false, true] {
        for room in [0, 1, 80, 500, 1000] {
            let fixture = Fixture::new();
            let Location { offset, length, .. } = fixture.put(&small).await.unwrap().location;
            for refused in [body(3, 1000), large.clone()] {
                fixture.disk.set(room, false, is_stuck);
                assert!(matches!(fixture.put(&refused).await, Err(Error::Full)), "{room}");
                assert!(is_stuck || fixture.segment_length() == offset + length, "nothing is left of it");
                fixture.assert_has(&[&small]).await;
                fixture.disk.set(i64::MAX, false, false);
            }
            fixture.put(&large).await.unwrap();
            fixture.assert_has(&[&small, &large]).await;
            let fixture = fixture.reopen();
            fixture.assert_readable(&[&small, &large]).await;
            // What could not be cut off stays, and a verification sees it.
            if !is_stuck {
                fixture.assert_has(&[&small, &large]).await;
            }
        }
    }
}

#[tokio::test]
async fn no_room_for_zeros_is_no_failure() {
    let fixture = Fixture::new();
    fixture.disk.set(5000, false, false);
    fixture.put(&body(1, 1000)).await.unwrap();
    fixture.disk.set(i64::MAX, false, false);
    fixture.put(&body(2, 1000)).await.unwrap();
    fixture.reopen().assert_has(&[&body(1, 1000), &body(2, 1000)]).await;
}

#[tokio::test]
async fn after_a_failed_sync_the_segment_gets_no_more_records() {
    for is_stuck in [false, true] {
        let fixture = Fixture::new();
        let first = fixture.put(&body(1, 1000)).await.unwrap();
        fixture.disk.set(i64::MAX, true, is_stuck);
        assert!(matches!(fixture.put(&body(2, 1000)).await, Err(Error::Io(_))));
        fixture.disk.set(i64::MAX, false, false);
        let second = fixture.put(&body(3, 1000)).await.unwrap();
        assert_eq!((first.location.segment, second.location.segment), (1, 2));
        drop((first, second));
        let fixture = fixture.reopen();
        fixture.store.sweep().await.unwrap();
        for seed in [1, 3] {
            assert!(fixture.store.open_body(&BlobId::of(&body(seed, 1000)), None).await.unwrap().is_some());
        }
        assert!(fixture.store.open_body(&BlobId::of(&body(2, 1000)), None).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_failed_body_can_be_stored_by_the_next_draft_that_waits_for_it() {
    let fixture = Fixture::new();
    fixture.disk.set(0, false, false);
    let same = body(1, 1000);
    let (one, other) = tokio::join!(fixture.put(&same), fixture.put(&same));
    assert!(matches!((one, other), (Err(Error::Full), Err(Error::Full))));
    fixture.disk.set(i64::MAX, false, false);
    fixture.put(&same).await.unwrap();
    fixture.assert_has(&[&same]).await;
}

#[tokio::test]
async fn zeros_do_not_exceed_the_size_of_a_segment() {
    let fixture = Fixture::new();
    let Options { segment_size, write_ahead, .. } = Options::default();
    fixture.put(&body(1, (segment_size - write_ahead / 2) as usize)).await.unwrap();
    assert_eq!(fixture.segment_length(), segment_size);
}
