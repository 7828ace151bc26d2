//! Damaged segment files: the blob store opens, says what is damaged, and never gives wrong bytes back.
//!
//! The input says from which byte on to damage a real segment, with what, and whether the rest of it stays.

#![no_main]

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use posthouse_blob::{BlobId, BlobStore, Options};
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, Engine, Key, Range, Read, Value};
use tempfile::TempDir;
use tokio::runtime::Runtime;

struct Template {
    runtime: Runtime,
    rows: Vec<(Key, Value)>,
    /// The name of the segment in its folder, and its bytes.
    segment: (PathBuf, Vec<u8>),
    bodies: Vec<(BlobId, Vec<u8>)>,
}

static TEMPLATE: OnceLock<Template> = OnceLock::new();

fuzz_target!(|data: &[u8]| {
    let template = TEMPLATE.get_or_init(template);
    let [from, from_low, keep, bytes @ ..] = data else { return };
    let mut segment = template.segment.1.clone();
    let from = usize::from(u16::from_be_bytes([*from, *from_low])) % (segment.len() + 1);
    let to = if keep % 2 == 0 { segment.len() } else { (from + bytes.len()).min(segment.len()) };
    segment.splice(from..to, bytes.iter().copied());
    template.runtime.block_on(open(template, &segment));
});

async fn open(template: &Template, segment: &[u8]) {
    let dir = folder();
    let path = dir.path().join(&template.segment.0);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, segment).expect("room");
    let engine = Arc::new(Memory::new());
    let mut batch = Batch::new();
    template.rows.iter().cloned().for_each(|(key, value)| _ = batch.put(key, value));
    engine.commit(batch).await.expect("memory does not fail");
    let Ok(store) = BlobStore::open(dir.path(), engine, options()).await else { return };
    for (id, body) in &template.bodies {
        if let Ok(Some(stored)) = store.open_body(id, None).await
            && let Ok(read) = stored.read(0..stored.len()).await
        {
            assert!(read == body.as_slice(), "wrong bytes came back");
        }
    }
    let _ = store.verify(&mut |_| {}).await;
    let owners = template.bodies.iter().map(|(id, _)| (*id, [0; 16])).collect::<Vec<_>>();
    let _ = store.rebuild_index(owners).await;
}

fn options() -> Options {
    Options { write_ahead: 0, ..Options::default() }
}

/// In memory where the machine has such a folder: every input needs a new one.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    folder.expect("a folder")
}

fn template() -> Template {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let dir = folder();
    let bodies = [vec![], b"short".to_vec(), b"a line that compresses well\r\n".repeat(40)];
    let (rows, bodies) = runtime.block_on(async {
        let engine = Arc::new(Memory::new());
        let store = BlobStore::open(dir.path(), engine.clone(), options()).await.expect("a blob store");
        let mut stored_bodies = Vec::new();
        for body in bodies {
            let mut draft = store.draft();
            draft.write(&body).await.expect("room");
            let stored = draft.finish().await.expect("room");
            let mut batch = Batch::new();
            store.add_reference(&mut batch, &stored, &[0; 16]);
            engine.commit(batch).await.expect("memory does not fail");
            stored_bodies.push((stored.id, body));
        }
        let rows = engine.range(Range::prefix(Vec::new())).await.expect("memory does not fail");
        (rows, stored_bodies)
    });
    let path = std::fs::read_dir(dir.path().join("segments")).expect("segments").flatten().next().expect("a segment");
    let bytes = std::fs::read(path.path()).expect("a segment");
    let name = path.path().strip_prefix(dir.path()).expect("a name").to_path_buf();
    Template { runtime, rows, segment: (name, bytes), bodies }
}
