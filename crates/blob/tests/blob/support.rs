//! A store in a folder of its own, and the steps that its callers take.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use posthouse_blob::{BlobId, BlobStore, Error, Location, Options, Problem, Stored};
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, Engine};
use tempfile::TempDir;

/// A store and the index it uses.
pub(crate) struct Fixture {
    pub(crate) dir: TempDir,
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) options: Options,
    pub(crate) store: BlobStore,
}

/// Segments of one page, so that few bodies fill many of them.
pub(crate) fn small_segments() -> Options {
    Options { segment_size: 4096, write_ahead: 1024, ..Options::default() }
}

impl Fixture {
    pub(crate) async fn new(options: Options) -> Self {
        Self::on(Arc::new(Memory::new()), options).await
    }

    pub(crate) async fn on(engine: Arc<dyn Engine>, options: Options) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = BlobStore::open(dir.path(), Arc::clone(&engine), options.clone()).await.unwrap();
        Self { dir, engine, options, store }
    }

    /// Stops the store, lets `meanwhile` see its folder, and opens it again.
    pub(crate) async fn reopen(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self { dir, engine, options, store } = self;
        drop(store);
        meanwhile(dir.path());
        let store = BlobStore::open(dir.path(), Arc::clone(&engine), options.clone()).await.unwrap();
        Self { dir, engine, options, store }
    }

    /// Like [`Fixture::reopen`], but the folder is as a power cut leaves it: without what a clean stop writes.
    pub(crate) async fn crash(self, meanwhile: impl FnOnce(&Path)) -> Self {
        self.reopen(|dir| {
            edit(segments(dir).last().unwrap(), cut_closing);
            meanwhile(dir);
        })
        .await
    }

    /// Stores `body` with a reference.
    pub(crate) async fn put(&self, body: &[u8], owner: u8) -> Result<(BlobId, Location), Error> {
        put(&self.store, &*self.engine, body, owner).await
    }

    /// Removes a reference, and says so.
    pub(crate) async fn remove(&self, id: BlobId, owner: u8) -> Result<(), Error> {
        let mut batch = Batch::new();
        self.store.remove_reference(&mut batch, &id, &[owner; 16]);
        self.engine.commit(batch).await?;
        self.store.released(&[id]);
        Ok(())
    }

    /// The body as the index finds it.
    pub(crate) async fn get(&self, id: &BlobId) -> Result<Option<Vec<u8>>, Error> {
        read(&self.store, id, None).await
    }

    /// Fails if anything is wrong in the store.
    pub(crate) async fn assert_sound(&self) {
        let problems = self.problems().await;
        assert!(problems.is_empty(), "{problems:?}");
    }

    pub(crate) async fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let summary = self.store.verify(&mut |problem| problems.push(problem)).await.unwrap();
        assert_eq!(summary.problems, problems.len() as u64);
        problems
    }

    pub(crate) fn segments(&self) -> Vec<PathBuf> {
        segments(self.dir.path())
    }
}

pub(crate) async fn store(store: &BlobStore, body: &[u8]) -> Result<Stored, Error> {
    let mut draft = store.draft();
    draft.write(body).await?;
    draft.finish().await
}

pub(crate) async fn put(
    blobs: &BlobStore,
    engine: &dyn Engine,
    body: &[u8],
    owner: u8,
) -> Result<(BlobId, Location), Error> {
    let stored = store(blobs, body).await?;
    let mut batch = Batch::new();
    blobs.add_reference(&mut batch, &stored, &[owner; 16]);
    engine.commit(batch).await?;
    Ok((stored.id, stored.location))
}

pub(crate) async fn read(store: &BlobStore, id: &BlobId, hint: Option<Location>) -> Result<Option<Vec<u8>>, Error> {
    let Some(body) = store.open_body(id, hint).await? else { return Ok(None) };
    let mut chunks = body.chunks(0..body.len());
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await? {
        assert!(!chunk.is_empty() && chunk.len() <= 256 << 10);
        bytes.extend_from_slice(&chunk);
    }
    assert_eq!(bytes.len() as u64, body.len());
    Ok(Some(bytes))
}

/// The segment files, oldest first.
pub(crate) fn segments(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir.join("segments")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Changes the bytes of a file.
pub(crate) fn edit(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// Takes away the empty filler that a clean stop leaves at the end.
fn cut_closing(bytes: &mut Vec<u8>) {
    let start = bytes.len() - 80;
    assert_eq!(&bytes[start..start + 6], b"PHBR\x01\x02");
    bytes.truncate(start);
}

/// Bytes that do not compress, different for each `seed`.
pub(crate) fn noise(seed: u64, length: usize) -> Vec<u8> {
    // A multiplicative generator is enough to defeat the compressor.
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d) as u8 ^ (state >> 40) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// `header` octets of header lines, a blank line, and `rest` octets that do not compress.
pub(crate) fn message(header: usize, rest: usize) -> Vec<u8> {
    let mut message: Vec<u8> = b"Field: what is said of it\r\n".iter().copied().cycle().take(header).collect();
    message.retain(|octet| !matches!(octet, b'\r' | b'\n'));
    message.resize(header, b'x');
    message.extend_from_slice(b"\r\n\r\n");
    message.extend(noise(header as u64, rest));
    message
}

/// Lines that compress well, different for each `seed`.
pub(crate) fn text(seed: u64, length: usize) -> Vec<u8> {
    let line = format!("Line {seed} of a text that says the same thing again and again.\r\n");
    line.into_bytes().into_iter().cycle().take(length).collect()
}
