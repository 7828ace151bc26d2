//! Small durable commits from many tasks, then reads of what they stored: how many a second, and what each costs.
//!
//! `cargo run --release --example load -- [writers] [seconds] [folder]`

use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use posthouse_engine::{Batch, Engine, Key, Range, Read};
use posthouse_engine_sqlite::{Options, Sqlite};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default: u64| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (writers, seconds) = (number(0, 32), number(1, 5));
    let folder = arguments.get(2).map_or_else(std::env::temp_dir, PathBuf::from);
    let path = folder.join(format!("posthouse-load-{}.db", std::process::id()));
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let outcome = runtime.block_on(load(&path, writers, Duration::from_secs(seconds)));
    println!("database {:.1} MB", std::fs::metadata(&path)?.len() as f64 / 1e6);
    std::fs::remove_file(path)?;
    outcome
}

async fn load(path: &Path, writers: u64, time: Duration) -> Outcome<()> {
    let engine = Arc::new(Sqlite::open(path, Options::default())?);
    let local = tokio::task::LocalSet::new();
    let clock = Clock::start();
    let tasks: Vec<_> = (0..writers)
        .map(|writer| local.spawn_local(commit_until(Arc::clone(&engine), writer, clock.wall + time)))
        .collect();
    local.await;
    let mut stored = Vec::new();
    for task in tasks {
        stored.push(task.await?);
    }
    clock.report("commit", stored.iter().sum());
    get(&engine, &stored).await?;
    get_many(&engine, &stored).await?;
    range(&engine, &stored, b'e').await?;
    range(&engine, &stored, b'l').await
}

/// Commits deliveries until `end`; returns how many.
async fn commit_until(engine: Arc<Sqlite>, account: u64, end: Instant) -> u64 {
    let mut number = 0;
    while Instant::now() < end {
        if let Err(error) = engine.commit(delivery(account, number)).await {
            eprintln!("{error}");
            break;
        }
        number += 1;
    }
    number
}

/// What a delivery writes: an event of the log, an email record, and an entry of the blob index.
fn delivery(account: u64, number: u64) -> Batch {
    let blob = (0..4).flat_map(|part| scramble(account << 40 | number << 2 | part).to_be_bytes());
    let mut batch = Batch::new();
    batch.require_absent(key(b'l', account, number));
    batch.put(key(b'l', account, number), vec![7; 120]);
    batch.put(key(b'e', account, number), vec![8; 800]);
    batch.put(std::iter::once(b'b').chain(blob).collect::<Key>(), vec![9; 60]);
    batch
}

async fn get(engine: &Sqlite, stored: &[u64]) -> Outcome<()> {
    let clock = Clock::start();
    for step in 0..20_000 {
        black_box(engine.get(&some_key(stored, step)).await?);
    }
    clock.report("get", 20_000);
    Ok(())
}

async fn get_many(engine: &Sqlite, stored: &[u64]) -> Outcome<()> {
    let clock = Clock::start();
    for step in 0..200 {
        let keys: Vec<Key> = (0..100).map(|part| some_key(stored, step * 100 + part)).collect();
        black_box(engine.get_many(&keys).await?);
    }
    clock.report("get_many of 100, each", 20_000);
    Ok(())
}

async fn range(engine: &Sqlite, stored: &[u64], space: u8) -> Outcome<()> {
    let clock = Clock::start();
    for account in 0..stored.len() as u64 {
        black_box(engine.range(Range::between(key(space, account, 0), key(space, account + 1, 0))).await?);
    }
    clock.report(&format!("range over '{}', each", char::from(space)), stored.iter().sum());
    Ok(())
}

fn some_key(stored: &[u64], step: u64) -> Key {
    let random = scramble(step);
    let account = random % stored.len() as u64;
    key(b'e', account, (random >> 32) % stored[account as usize].max(1))
}

fn key(space: u8, account: u64, id: u64) -> Key {
    [&[space][..], &account.to_be_bytes(), &id.to_be_bytes()].concat()
}

/// SplitMix64.
fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

struct Clock {
    wall: Instant,
    cpu: f64,
}

impl Clock {
    fn start() -> Self {
        Self { wall: Instant::now(), cpu: cpu_seconds() }
    }

    fn report(&self, what: &str, count: u64) {
        let (wall, cpu) = (self.wall.elapsed().as_secs_f64(), cpu_seconds() - self.cpu);
        let count = count.max(1) as f64;
        println!("{what}: {:.0}/s, {:.1} µs, {:.1} µs of CPU", count / wall, wall * 1e6 / count, cpu * 1e6 / count);
    }
}

/// Seconds of CPU that this process has used, where the system tells.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    ticks.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
