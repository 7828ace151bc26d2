//! Segment files that are open for reading.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::io::IoSliceMut;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;

use parking_lot::Mutex;
use rustix::io::{ReadWriteFlags, preadv2};

use crate::directory::Directory;

/// Open segment files, a limited number of them: the one that was not used for longest makes room.
#[derive(Debug)]
pub(crate) struct Readers {
    directory: Directory,
    capacity: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    files: HashMap<u64, Handle>,
    clock: u64,
}

#[derive(Debug)]
struct Handle {
    file: Arc<File>,
    used: u64,
}

impl Readers {
    pub(crate) fn new(directory: Directory, capacity: usize) -> Self {
        Self { directory, capacity: capacity.max(1), open: Mutex::default() }
    }

    /// The file of `segment`, if it is open already.
    pub(crate) fn cached(&self, segment: u64) -> Option<Arc<File>> {
        let mut open = self.open.lock();
        open.clock += 1;
        let now = open.clock;
        let handle = open.files.get_mut(&segment)?;
        handle.used = now;
        Some(Arc::clone(&handle.file))
    }

    /// The file of `segment`; `None` when there is no such segment. May wait for the disk.
    pub(crate) fn file(&self, segment: u64) -> io::Result<Option<Arc<File>>> {
        if let Some(file) = self.cached(segment) {
            return Ok(Some(file));
        }
        match self.directory.open_for_reading(segment) {
            Ok(file) => self.keep(segment, Arc::new(file)).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Forgets a segment that has been removed; who reads it keeps its file.
    pub(crate) fn forget(&self, segment: u64) {
        self.open.lock().files.remove(&segment);
    }

    /// A file that was removed after it was opened is not kept: nobody would forget it again, and its room stay taken.
    fn keep(&self, segment: u64, file: Arc<File>) -> io::Result<Arc<File>> {
        let mut open = self.open.lock();
        if file.metadata()?.nlink() == 0 {
            return Ok(file);
        }
        let used = open.clock;
        open.files.insert(segment, Handle { file: Arc::clone(&file), used });
        if open.files.len() > self.capacity {
            open.close_oldest();
        }
        Ok(file)
    }
}

impl Open {
    fn close_oldest(&mut self) {
        let oldest = self.files.iter().min_by_key(|(_, handle)| handle.used).map(|(&segment, _)| segment);
        if let Some(segment) = oldest {
            self.files.remove(&segment);
        }
    }
}

/// Fills `buffer` if that needs no waiting for the disk; says whether it did.
///
/// What the page cache holds is read faster than another thread is woken, and nothing else is read on a thread that
/// serves sessions.
pub(crate) fn read_at_once(file: &File, buffer: &mut [u8], offset: u64) -> bool {
    let length = buffer.len();
    let read = preadv2(file, &mut [IoSliceMut::new(buffer)], offset, ReadWriteFlags::NOWAIT);
    read.is_ok_and(|read| read == length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_files_stay_open_than_allowed_and_the_oldest_goes() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::create(dir.path()).unwrap();
        (1..=3).for_each(|number| drop(directory.create_segment(number, [0; 8]).unwrap()));
        let readers = Readers::new(directory, 2);
        for number in [1, 2, 1, 3] {
            assert!(readers.file(number).unwrap().is_some());
        }
        assert!(readers.cached(1).is_some() && readers.cached(2).is_none() && readers.cached(3).is_some());
        assert!(readers.file(4).unwrap().is_none());
    }

    #[test]
    fn a_file_that_is_removed_while_it_is_opened_does_not_stay_open() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::create(dir.path()).unwrap();
        drop(directory.create_segment(1, [0; 8]).unwrap());
        let readers = Readers::new(directory.clone(), 2);
        let file = Arc::new(directory.open_for_reading(1).unwrap());
        directory.remove_segment(1).unwrap();
        readers.forget(1);
        let file = readers.keep(1, file).unwrap();
        assert!(readers.cached(1).is_none() && Arc::strong_count(&file) == 1);
    }
}
