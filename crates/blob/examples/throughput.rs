//! Measures storing and reading: `cargo run --release -p posthouse-blob --example throughput [FILE]`.
//!
//! The bodies are pieces of FILE, each with a line of its own; without a file, of words in random order.

use std::sync::Arc;
use std::time::Instant;

use posthouse_blob::{BlobId, BlobStore, Error, Location, Options};
use posthouse_engine::memory::Memory;

const WRITERS: usize = 32;
const BODIES: usize = 20_000;
const SIZES: [usize; 2] = [10_000, 5_000];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let corpus = corpus(std::env::args().nth(1))?;
    for size in SIZES {
        measure(&corpus, size, WRITERS).await?;
    }
    measure(&corpus, SIZES[0], 1).await
}

async fn measure(corpus: &[u8], size: usize, writers: usize) -> Result<(), Box<dyn std::error::Error>> {
    let dir = tempfile::tempdir_in(".")?;
    let store = BlobStore::open(dir.path(), Arc::new(Memory::new()), Options::default()).await?;
    let count = if writers == 1 { BODIES / 10 } else { BODIES };
    println!("{count} bodies of {size} bytes, {writers} at a time");

    let bodies: Arc<Vec<Vec<u8>>> = Arc::new((0..count).map(|index| body(corpus, index, size)).collect());
    let meter = Meter::start();
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..writers {
        let (store, bodies) = (store.clone(), Arc::clone(&bodies));
        tasks.spawn(async move {
            let mut places = Vec::new();
            for body in bodies.iter().skip(writer).step_by(writers) {
                places.push(put(&store, body).await?);
            }
            Ok::<_, Error>(places)
        });
    }
    let written = tasks.join_all().await.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    meter.report("store", count);
    println!("  {} bytes on disk per body", store.usage().live_bytes / count as u64);

    let meter = Meter::start();
    for (id, location) in &written {
        let body = store.open_body(id, Some(*location)).await?.ok_or("a body is gone")?;
        std::hint::black_box(body.read(0..body.len()).await?);
    }
    meter.report("read", count);
    Ok(())
}

async fn put(store: &BlobStore, body: &[u8]) -> Result<(BlobId, Location), Error> {
    let mut draft = store.draft();
    draft.write(body).await?;
    let stored = draft.finish().await?;
    Ok((stored.id, stored.location))
}

fn corpus(file: Option<String>) -> std::io::Result<Vec<u8>> {
    if let Some(file) = file {
        return std::fs::read(file);
    }
    let words = ["mail", "the", "server", "of", "message", "and", "folder", "in", "reply", "to", "meeting", "tomorrow"];
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("{}{} ", words[(state >> 16) as usize % words.len()], (state >> 24) % 50)
    };
    Ok((0..100_000).flat_map(|_| next().into_bytes()).collect())
}

fn body(corpus: &[u8], index: usize, size: usize) -> Vec<u8> {
    let mut body = format!("Message-ID: <{index}@example.test>\r\n").into_bytes();
    let start = index * 7919 % corpus.len().saturating_sub(size).max(1);
    body.extend(corpus[start..].iter().cycle().take(size - body.len()));
    body
}

/// Wall-clock and processor time.
struct Meter {
    wall: Instant,
    cpu: f64,
}

impl Meter {
    fn start() -> Self {
        Self { wall: Instant::now(), cpu: cpu_seconds() }
    }

    fn report(&self, what: &str, count: usize) {
        let (wall, cpu) = (self.wall.elapsed().as_secs_f64(), cpu_seconds() - self.cpu);
        let (per_second, micros) = (count as f64 / wall, cpu * 1e6 / count as f64);
        println!("  {what}: {per_second:.0}/s, {micros:.1} µs of processor time each");
    }
}

fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
