//! Finding the end of the last segment after a crash.
//!
//! Records are written in groups; a group is answered after one sync, so a crash can damage no record but those of the
//! last group, and of these any, since the pages of a file reach the disk in any order. Each header says where its
//! group began. What is sound stays, even behind damage: it may have been acknowledged.
//!
//! A clean stop is a group of its own, so that nothing before it is taken for torn.
//!
//! What a newer version wrote looks like damage to this one, and is neither cut nor covered: the store is not opened.
//!
//! Not here: damage in what was synced before the last group. That is left as it is, for a verification to report.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use crate::Error;
use crate::check::{Unreadable, check_frames};
use crate::record::{Contents, HEADER, Header, Kind, Mark};
use crate::walk::{Item, Walk};

/// Makes the segment ready to be appended to and returns where its last sound record ends.
///
/// What is torn at the end is cut off. What is torn before a sound record is covered by a filler.
pub(crate) fn recover(file: &File, segment: u64, mark: Mark, start: u64) -> Result<u64, Error> {
    let length = file.metadata()?.len();
    let mut group = last_group(file, mark, length)?.ok_or(Error::NewerFormat { segment })?;
    settle(file, &mut group.stretches)?;
    let end = group.cut().max(start);
    group.cover(file, mark)?;
    if end < length {
        file.set_len(end)?;
    }
    file.sync_all()?;
    Ok(end)
}

/// A stretch of the last group.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    offset: u64,
    end: u64,
    header: Option<Header>,
}

impl From<Item> for Stretch {
    fn from(item: Item) -> Self {
        match item {
            Item::Record { offset, header } => {
                Self { offset, end: offset + header.record_length(), header: Some(header) }
            }
            Item::Damage { offset, end } => Self { offset, end, header: None },
        }
    }
}

/// What was written after the last sync that is known of, and the stretch before it.
#[derive(Debug, Default)]
struct Group {
    synced: u64,
    stretches: Vec<Stretch>,
}

/// `None` when a newer version has written to the segment.
fn last_group(file: &File, mark: Mark, length: u64) -> io::Result<Option<Group>> {
    let mut walk = Walk::new(file, Some(mark), length);
    let mut group = Group::default();
    while let Some(item) = walk.next()? {
        group.push(item.into());
    }
    Ok((!walk.has_newer()).then_some(group))
}

/// Takes the header from every record whose frames are not what the header says.
fn settle(file: &File, group: &mut [Stretch]) -> io::Result<()> {
    for stretch in group {
        let Some(header) = stretch.header else { continue };
        if header.contents.kind == Kind::Filler {
            continue;
        }
        match check_frames(file, stretch.offset, &header) {
            Ok(()) => {}
            Err(Unreadable::Damaged(_)) => stretch.header = None,
            Err(Unreadable::Io(error)) => return Err(error),
        }
    }
    Ok(())
}

impl Group {
    fn push(&mut self, stretch: Stretch) {
        let synced = stretch.header.map_or(0, |header| header.synced);
        if synced > self.synced {
            self.synced = synced;
            self.stretches.retain(|stretch| stretch.end >= synced);
        }
        self.stretches.push(stretch);
    }

    /// Drops what is torn at the end; returns where the last sound record ends, which is never before the last sync.
    fn cut(&mut self) -> u64 {
        let sound = self.stretches.iter().rposition(|stretch| stretch.header.is_some());
        self.stretches.truncate(sound.map_or(0, |last| last + 1));
        self.stretches.last().map_or(0, |stretch| stretch.end).max(self.synced)
    }

    /// Puts fillers over what is torn between sound records of the group.
    fn cover(&self, file: &File, mark: Mark) -> io::Result<()> {
        let torn = |stretch: &&Stretch| stretch.header.is_none() && stretch.offset >= self.synced;
        self.stretches.iter().filter(torn).try_for_each(|stretch| {
            let Some(stored_length) = (stretch.end - stretch.offset).checked_sub(HEADER as u64) else { return Ok(()) };
            let header = Header::new(Contents::filler(stored_length), mark, self.synced);
            file.write_all_at(&header.encode(), stretch.offset)
        })
    }
}

#[cfg(test)]
mod tests;
