//! Segment files of released formats are read for ever.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use posthouse_blob::{BlobId, BlobStore, Location, Options};
use posthouse_engine::memory::Memory;

use crate::support::{Fixture, message, read};

const SEGMENT: &str = "0000000000000001.seg";

/// What the file of format 1 holds, and where: an empty body, a raw one, a compressed one, a filler, and one with three frames.
fn contents() -> [(Vec<u8>, u64, u64); 4] {
    let lines = (0..60_000).flat_map(|number| format!("line {number}\r\n").into_bytes());
    [
        (Vec::new(), 32, 80),
        (b"\x00\xff not text \r\n".to_vec(), 112, 102),
        (b"From: a@example.test\r\n\r\n".repeat(40), 214, 130),
        (lines.collect(), 476, 35_064),
    ]
}

/// What the file of format 2 holds, and where: messages with a front, of two frames and of four, and one without.
fn fronted() -> [(Vec<u8>, u64, u64); 3] {
    let lines = (0..60_000).flat_map(|number| format!("line {number}\r\n").into_bytes());
    let large = b"Subject: large\r\n\r\n".iter().copied().chain(lines);
    [(message(500, 2000), 32, 2147), (large.collect(), 2179, 35_106), (message(100, 10), 37_285, 147)]
}

#[tokio::test]
async fn format_1_is_read_and_appended_to() {
    is_read_and_appended_to("v1", &contents()).await;
}

#[tokio::test]
async fn format_2_is_read_and_appended_to() {
    is_read_and_appended_to("v2", &fronted()).await;
}

async fn is_read_and_appended_to(version: &str, contents: &[(Vec<u8>, u64, u64)]) {
    let dir = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(version).join(SEGMENT);
    fs::create_dir(dir.path().join("segments")).unwrap();
    fs::copy(fixture, dir.path().join("segments").join(SEGMENT)).unwrap();

    let engine = Arc::new(Memory::new());
    let store = BlobStore::open(dir.path(), engine.clone(), Options::default()).await.unwrap();
    let fixture = Fixture { dir, engine, options: Options::default(), store };
    for (body, offset, length) in contents {
        let hint = Location { segment: 1, offset: *offset, length: *length };
        assert_eq!(read(&fixture.store, &BlobId::of(body), Some(hint)).await.unwrap().as_ref(), Some(body));
    }
    fixture.assert_sound().await;
    let owners: Vec<_> = contents.iter().map(|(body, ..)| (BlobId::of(body), [1; 16])).collect();
    assert_eq!(fixture.store.rebuild_index(owners).await.unwrap().bodies, contents.len() as u64);
    let (_, location) = fixture.put(b"the next one", 1).await.unwrap();
    let (_, offset, length) = contents[contents.len() - 1];
    assert_eq!((location.segment, location.offset), (1, offset + length));
    fixture.reopen(|_| ()).await.assert_sound().await;
}
