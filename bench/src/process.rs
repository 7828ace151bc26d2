//! What the processes of a server use, read from `/proc`. See proc(5).

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;

/// A tick of `utime` and `stime`: Linux gives them to programs in hundredths of a second on every machine.
const SECONDS_PER_TICK: f64 = 0.01;

/// A process and all that it has started, known by the first one's id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Family(pub(crate) u32);

/// What a line of `/proc/PID/stat` tells.
struct Stat {
    parent: u32,
    /// User and system time of the process, in ticks.
    own: u64,
    /// The same of the children that it has waited for.
    reaped: u64,
}

impl Family {
    /// The processes that live now. One that vanishes while this looks is left out.
    pub(crate) fn members(self) -> io::Result<Vec<u32>> {
        let mut parents = Vec::new();
        for entry in fs::read_dir("/proc")? {
            let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
            if let Some(stat) = stat(pid) {
                parents.push((pid, stat.parent));
            }
        }
        parents.sort_unstable();
        let mut family = HashSet::from([self.0]);
        let mut members = vec![self.0];
        loop {
            let known = members.len();
            for (pid, parent) in &parents {
                if family.contains(parent) && family.insert(*pid) {
                    members.push(*pid);
                }
            }
            if members.len() == known {
                return Ok(members);
            }
        }
    }

    /// Seconds of processor time used so far, by members that have ended too.
    pub(crate) fn cpu_seconds(self) -> io::Result<f64> {
        let used = self.members()?.into_iter().filter_map(stat);
        let ticks: u64 = used.map(|stat| stat.own + stat.reaped).sum();
        Ok(ticks as f64 * SECONDS_PER_TICK)
    }

    /// Nanoseconds of processor time of every thread that lives now: finer than [`Self::cpu_seconds`], for short spans.
    pub(crate) fn thread_times(self) -> io::Result<HashMap<String, u64>> {
        let mut times = HashMap::new();
        for pid in self.members()? {
            let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { continue };
            for thread in threads.flatten() {
                let path = thread.path().join("schedstat");
                let text = fs::read_to_string(&path).unwrap_or_default();
                let used = text.split_ascii_whitespace().next().and_then(|number| number.parse().ok());
                times.insert(path.to_string_lossy().into_owned(), used.unwrap_or(0));
            }
        }
        Ok(times)
    }

    /// Seconds of processor time since `before`.
    pub(crate) fn seconds_since(self, before: &HashMap<String, u64>) -> io::Result<f64> {
        let now = self.thread_times()?;
        let used = |(thread, time): (&String, &u64)| time.saturating_sub(before.get(thread).copied().unwrap_or(0));
        Ok(now.iter().map(used).sum::<u64>() as f64 / 1e9)
    }

    /// Bytes of memory, pages that several processes share counted by parts (PSS).
    pub(crate) fn memory(self) -> io::Result<u64> {
        let members = self.members()?.into_iter();
        Ok(members.filter_map(|pid| kib_of(&format!("/proc/{pid}/smaps_rollup"), "Pss:")).sum::<u64>() * 1024)
    }

    /// Sets every member's peak to what it uses now, and gives each with that number of bytes.
    pub(crate) fn reset_peaks(self) -> io::Result<Vec<(u32, u64)>> {
        let mut levels = Vec::new();
        for pid in self.members()? {
            if fs::write(format!("/proc/{pid}/clear_refs"), "5").is_ok() {
                levels.push((pid, status_bytes(pid, "VmRSS:")));
            }
        }
        Ok(levels)
    }

    /// Bytes by which the peaks of the members are above their first levels in `levels`, those of new members counted whole.
    pub(crate) fn peaks_above(self, levels: &[(u32, u64)]) -> io::Result<u64> {
        let level = |pid: u32| levels.iter().find(|(known, _)| *known == pid).map_or(0, |(_, level)| *level);
        let members = self.members()?.into_iter();
        Ok(members.map(|pid| status_bytes(pid, "VmHWM:").saturating_sub(level(pid))).sum())
    }
}

/// Seconds of processor time of this program.
pub(crate) fn own_cpu_seconds() -> f64 {
    stat(std::process::id()).map_or(0.0, |stat| stat.own as f64 * SECONDS_PER_TICK)
}

fn stat(pid: u32) -> Option<Stat> {
    parse_stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The name in brackets may hold anything, blanks and brackets too: the fields are counted from its last one.
fn parse_stat(text: &str) -> Option<Stat> {
    let fields: Vec<&str> = text.get(text.rfind(')')? + 1..)?.split_ascii_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Stat {
        parent: u32::try_from(number(1)?).ok()?,
        own: number(11)? + number(12)?,
        reaped: number(13)? + number(14)?,
    })
}

fn status_bytes(pid: u32, key: &str) -> u64 {
    kib_of(&format!("/proc/{pid}/status"), key).unwrap_or(0) * 1024
}

fn kib_of(path: &str, key: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stat_is_read_whatever_the_name() {
        let stat = parse_stat("7 (a) b (c)) S 3 7 7 0 -1 4194560 100 0 0 0 11 12 13 14 20 0 1 0 5 6 7").unwrap();
        assert_eq!((stat.parent, stat.own, stat.reaped), (3, 23, 27));
        assert!(parse_stat("7 (a").is_none());
    }

    #[test]
    fn this_process_is_a_family() {
        let family = Family(std::process::id());
        assert_eq!(family.members().unwrap().first(), Some(&std::process::id()));
        assert!(family.memory().unwrap() > 100_000);
    }

    #[test]
    fn a_peak_above_the_level_is_seen() {
        let family = Family(std::process::id());
        let levels = family.reset_peaks().unwrap();
        let block = vec![1_u8; 32 << 20];
        // Other tests of this process give memory back meanwhile.
        assert!(family.peaks_above(&levels).unwrap() >= block.len() as u64 / 2);
    }
}
