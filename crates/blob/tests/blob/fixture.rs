//! Segment files of released formats are read for ever.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use posthouse_blob::{BlobId, BlobStore, Location, Options};
use posthouse_engine::memory::Memory;

use crate::support::{Fixture, read};

const SEGMENT: &str = "0000000000000001.seg";

/// What the file holds, and where: an empty body, a raw one, a compressed one, a filler, and one with three frames.
fn contents() -> [(Vec<u8>, u64, u64); 4] {
    let lines = (0..60_000).flat_map(|number| format!("line {number}\r\n").into_bytes());
    [
        (Vec::new(), 32, 80),
        (b"\x00\xff not text \r\n".to_vec(), 112, 102),
        (b"From: a@example.test\r\n\r\n".repeat(40), 214, 130),
        (lines.collect(), 476, 35_064),
    ]
}

#[tokio::test]
async fn format_1_is_read_and_appended_to() {
    let dir = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v1").join(SEGMENT);
    fs::create_dir(dir.path().join("segments")).unwrap();
    fs::copy(fixture, dir.path().join("segments").join(SEGMENT)).unwrap();

    let engine = Arc::new(Memory::new());
    let store = BlobStore::open(dir.path(), engine.clone(), Options::default()).await.unwrap();
    let fixture = Fixture { dir, engine, options: Options::default(), store };
    for (body, offset, length) in contents() {
        let hint = Location { segment: 1, offset, length };
        assert_eq!(read(&fixture.store, &BlobId::of(&body), Some(hint)).await.unwrap(), Some(body));
    }
    fixture.assert_sound().await;
    let owners = contents().map(|(body, ..)| (BlobId::of(&body), [1; 16]));
    assert_eq!(fixture.store.rebuild_index(owners).await.unwrap().bodies, 4);
    let (_, location) = fixture.put(b"the next one", 1).await.unwrap();
    assert_eq!((location.segment, location.offset), (1, 476 + 35_064));
    fixture.reopen(|_| ()).await.assert_sound().await;
}
