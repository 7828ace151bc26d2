//! What the figures were measured on.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::figures::percentile;
use crate::server;

/// One paragraph: processor, memory, kernel, what a write to the disk takes, and the servers' versions.
pub(crate) fn describe(data: &Path, cyrus: &Path) -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let model = line_of("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = line_of("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let (usual, slow) = sync_latency(data)?;
    Ok(format!(
        "{cores} cores ({model}), {} GB of memory, Linux {}, {}; 4 KB and fdatasync: median {usual:.0} µs, p99 {slow:.0} µs; \
         Dovecot {}, Cyrus {}\n",
        memory.unwrap_or(0) / 1024 / 1024,
        kernel.trim(),
        file_system(data).unwrap_or_else(|| "unknown file system".to_owned()),
        server::dovecot_version().unwrap_or_else(|_| "not installed".to_owned()),
        server::cyrus_version(cyrus).unwrap_or_else(|_| "not installed".to_owned()),
    ))
}

/// Microseconds that 4 KB behind the others in a file take until they are on the disk: median and 99th percentile.
fn sync_latency(data: &Path) -> Result<(f64, f64)> {
    let path = data.join("sync-latency");
    let mut file = File::create(&path)?;
    let mut taken = Vec::new();
    for _ in 0..300 {
        let started = Instant::now();
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
        taken.push(started.elapsed().as_secs_f64() * 1e6);
    }
    fs::remove_file(path)?;
    Ok((percentile(&taken, 0.5).unwrap_or_default(), percentile(&taken, 0.99).unwrap_or_default()))
}

fn line_of(path: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The kind of the file system with the longest mount point above `data`.
fn file_system(data: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let fields = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        Some((fields.next()?, fields.next()?))
    });
    let above = fields.filter(|(point, _)| data.starts_with(point));
    above.max_by_key(|(point, _)| point.len()).map(|(_, kind)| kind.to_owned())
}
