//! The files of the store: which there are, what they are called, and the header of a segment.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::record::Mark;

/// The length of a segment's header; the first record lies behind it.
pub(crate) const SEGMENT_HEADER: usize = 32;

const MAGIC: [u8; 4] = *b"PHSG";
const VERSION: u8 = 1;

/// The folder of the store.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    segments: PathBuf,
    drafts: PathBuf,
    ledger: PathBuf,
    lock: PathBuf,
}

impl Directory {
    /// Creates what is missing, so that a power cut cannot take it away again.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let directory = Self {
            segments: path.join("segments"),
            drafts: path.join("drafts"),
            ledger: path.join("dead"),
            lock: path.join("lock"),
        };
        create_folder(path)?;
        fs::create_dir_all(&directory.segments)?;
        fs::create_dir_all(&directory.drafts)?;
        File::open(path)?.sync_all()?;
        Ok(directory)
    }

    /// Keeps other processes out for as long as the file is open; `None` when one is in.
    pub(crate) fn lock(&self) -> io::Result<Option<File>> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&self.lock)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// The numbers of all segments, ascending.
    pub(crate) fn segments(&self) -> io::Result<Vec<u64>> {
        let names = fs::read_dir(&self.segments)?.collect::<io::Result<Vec<_>>>()?;
        let mut numbers: Vec<u64> =
            names.iter().filter_map(|entry| number(&entry.file_name().to_string_lossy())).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    pub(crate) fn open_for_reading(&self, number: u64) -> io::Result<File> {
        File::open(self.segment(number))
    }

    pub(crate) fn open_for_writing(&self, number: u64) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).open(self.segment(number))
    }

    /// Creates a segment that a power cut cannot take away again.
    pub(crate) fn create_segment(&self, number: u64, mark: Mark) -> io::Result<File> {
        let path = self.segment(number);
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        let made = file.write_all_at(&encode(number, mark), 0).and_then(|()| file.sync_all());
        match made.and_then(|()| self.sync_segments()) {
            Ok(()) => Ok(file),
            Err(error) => {
                // It holds nothing; should it stay, the next start removes it.
                let _left = fs::remove_file(&path);
                Err(error)
            }
        }
    }

    pub(crate) fn remove_segment(&self, number: u64) -> io::Result<()> {
        fs::remove_file(self.segment(number))?;
        self.sync_segments()
    }

    /// An empty file without a name: nothing is left of it when it is closed, whatever happens.
    pub(crate) fn draft(&self, name: u64) -> io::Result<File> {
        let path = self.drafts.join(format!("{name:016x}"));
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        fs::remove_file(&path)?;
        Ok(file)
    }

    /// Removes the drafts of a process that was killed between giving them a name and taking it away.
    pub(crate) fn remove_drafts(&self) -> io::Result<()> {
        fs::read_dir(&self.drafts)?.try_for_each(|entry| fs::remove_file(entry?.path()))
    }

    /// The file of the dead bytes.
    pub(crate) fn ledger(&self) -> &Path {
        &self.ledger
    }

    fn segment(&self, number: u64) -> PathBuf {
        self.segments.join(format!("{number:016x}.seg"))
    }

    fn sync_segments(&self) -> io::Result<()> {
        File::open(&self.segments)?.sync_all()
    }
}

/// Creates a folder and those above it. The entry of each is made durable in the one above; that of the last is even when
/// it was there already, since it may not have come so far the last time.
fn create_folder(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !parent.is_dir() {
        create_folder(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => File::open(parent)?.sync_all(),
    }
}

/// What a segment's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    Sound(Mark),
    /// It is whole, but a newer version wrote it.
    Newer,
    Damaged,
}

impl Head {
    /// The mark, where it is known.
    pub(crate) fn mark(self) -> Option<Mark> {
        match self {
            Self::Sound(mark) => Some(mark),
            Self::Newer | Self::Damaged => None,
        }
    }
}

/// Reads the header of the segment `number`.
pub(crate) fn read_head(file: &File, number: u64) -> io::Result<Head> {
    let mut bytes = [0; SEGMENT_HEADER];
    match file.read_exact_at(&mut bytes, 0) {
        Ok(()) => Ok(decode(&bytes, number)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Head::Damaged),
        Err(error) => Err(error),
    }
}

fn number(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".seg").filter(|digits| digits.len() == 16)?;
    u64::from_str_radix(digits, 16).ok()
}

fn encode(number: u64, mark: Mark) -> [u8; SEGMENT_HEADER] {
    let mut bytes = [0; SEGMENT_HEADER];
    bytes[..4].copy_from_slice(&MAGIC);
    bytes[4] = VERSION;
    bytes[8..16].copy_from_slice(&number.to_be_bytes());
    bytes[16..24].copy_from_slice(&mark);
    let crc = crc32fast::hash(&bytes[..28]);
    bytes[28..].copy_from_slice(&crc.to_be_bytes());
    bytes
}

fn decode(bytes: &[u8; SEGMENT_HEADER], number: u64) -> Head {
    let mut mark = Mark::default();
    mark.copy_from_slice(&bytes[16..24]);
    if *bytes == encode(number, mark) {
        return Head::Sound(mark);
    }
    let is_whole = bytes[..4] == MAGIC && crc32fast::hash(&bytes[..28]).to_be_bytes() == bytes[28..];
    if is_whole && bytes[4] != VERSION { Head::Newer } else { Head::Damaged }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_header_is_read_back_and_every_damaged_bit_is_detected() {
        let bytes = encode(7, *b"markmark");
        assert_eq!(decode(&bytes, 7), Head::Sound(*b"markmark"));
        assert_eq!(decode(&bytes, 8), Head::Damaged);
        for bit in 0..SEGMENT_HEADER * 8 {
            let mut damaged = bytes;
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(&damaged, 7), Head::Damaged, "bit {bit}");
        }
    }

    #[test]
    fn only_segment_files_are_listed() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::create(dir.path()).unwrap();
        directory.create_segment(0x1f, [0; 8]).unwrap();
        directory.create_segment(2, [0; 8]).unwrap();
        fs::write(dir.path().join("segments/notes.txt"), "").unwrap();
        assert_eq!(directory.segments().unwrap(), [2, 0x1f]);
    }

    #[test]
    fn folders_are_created_however_deep() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("one/two/three");
        for _ in 0..2 {
            Directory::create(&path).unwrap();
            assert!(path.join("segments").is_dir() && path.join("drafts").is_dir());
        }
    }

    #[test]
    fn a_draft_has_no_name() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::create(dir.path()).unwrap();
        let _draft = directory.draft(1).unwrap();
        assert_eq!(fs::read_dir(dir.path().join("drafts")).unwrap().count(), 0);
    }

    #[test]
    fn leftover_drafts_are_removed() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::create(dir.path()).unwrap();
        fs::write(dir.path().join("drafts/0000000000000001"), "left").unwrap();
        directory.remove_drafts().unwrap();
        assert_eq!(fs::read_dir(dir.path().join("drafts")).unwrap().count(), 0);
    }

    #[test]
    fn a_locked_folder_is_not_locked_again() {
        let dir = tempfile::tempdir().unwrap();
        let directory = Directory::create(dir.path()).unwrap();
        let held = directory.lock().unwrap();
        assert!(held.is_some() && directory.lock().unwrap().is_none());
        drop(held);
        assert!(directory.lock().unwrap().is_some());
    }
}
