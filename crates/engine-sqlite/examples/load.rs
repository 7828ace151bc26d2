//! Small durable commits from many tasks: how many a second, and what each costs.
//!
//! `cargo run --release --example load -- [writers] [seconds] [folder]`

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use posthouse_engine::{Batch, Engine};
use posthouse_engine_sqlite::{Options, Sqlite};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (writers, seconds) = (number(0, 32), number(1, 5));
    let folder = arguments.get(2).map_or_else(std::env::temp_dir, PathBuf::from);
    let path = folder.join("posthouse-load.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(load(&path, writers, Duration::from_secs(seconds)))?;
    let size = std::fs::metadata(&path)?.len();
    println!("database {:.1} MB", size as f64 / 1e6);
    std::fs::remove_file(path)?;
    Ok(())
}

async fn load(path: &std::path::Path, writers: u64, time: Duration) -> Result<(), Box<dyn Error>> {
    let engine = Arc::new(Sqlite::open(path, Options::default())?);
    let committed = Arc::new(AtomicU64::new(0));
    let (start, cpu) = (Instant::now(), cpu_time());
    let local = tokio::task::LocalSet::new();
    for writer in 0..writers {
        local.spawn_local(commit_until(Arc::clone(&engine), writer, start + time, Arc::clone(&committed)));
    }
    local.await;
    let (elapsed, cpu) = (start.elapsed(), cpu_time() - cpu);
    let commits = committed.load(Ordering::Relaxed).max(1);
    println!(
        "{writers} writers: {:.0} commits/s, {:.0} µs of CPU each",
        commits as f64 / elapsed.as_secs_f64(),
        cpu * 1e6 / commits as f64
    );
    Ok(())
}

/// Commits what a delivery does: an event of the log, an email record, and an entry of the blob index.
async fn commit_until(engine: Arc<Sqlite>, writer: u64, end: Instant, committed: Arc<AtomicU64>) {
    let mut number = 0u64;
    while Instant::now() < end {
        number += 1;
        let batch = delivery(writer, number);
        if let Err(error) = engine.commit(batch).await {
            eprintln!("{error}");
            return;
        }
        committed.fetch_add(1, Ordering::Relaxed);
    }
}

fn delivery(account: u64, number: u64) -> Batch {
    let key = |space: u8, id: u64| [&[space][..], &account.to_be_bytes(), &id.to_be_bytes()].concat();
    let hash = scramble(account << 32 | number);
    let mut blob = vec![b'b'];
    for part in 0..4 {
        blob.extend(scramble(hash + part).to_be_bytes());
    }
    let mut batch = Batch::new();
    batch.require_absent(key(b'l', number));
    batch.put(key(b'l', number), vec![7; 120]);
    batch.put(key(b'e', number), vec![8; 800]);
    batch.put(blob, vec![9; 60]);
    batch
}

/// SplitMix64.
fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Seconds of CPU that this process has used, where the system tells.
fn cpu_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    ticks.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
