use tempfile::TempDir;

use super::*;
use crate::BlobId;
use crate::check::{check_body, read_header};
use crate::codec::Codec;
use crate::directory::Directory;
use crate::encoder::{Encoder, SpillTo};
use crate::record::Kind;

struct Segment {
    dir: TempDir,
    file: File,
    active: Active,
}

impl Segment {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = Directory::create(dir.path()).unwrap().create_segment(1, [7; 8]).unwrap();
        let active = Active::new(1, [7; 8], Box::new(file.try_clone().unwrap()), SEGMENT_HEADER as u64);
        Self { dir, file, active }
    }

    fn append(&mut self, lengths: &[usize], zeros_until: u64) -> Vec<Location> {
        let mut records: Vec<Record> = lengths.iter().map(|&length| self.record(length)).collect();
        self.active.append(&mut records, zeros_until).unwrap()
    }

    /// One of more than a frame has its frames in a file.
    fn record(&self, length: usize) -> Record {
        let codec = Codec::new(1, 1);
        let bytes = body(length);
        let (mut encoder, mut rest) = (Encoder::new(), bytes.as_slice());
        while !rest.is_empty() {
            if encoder.is_full() {
                encoder.flush(&codec, self).unwrap();
            }
            rest = encoder.fill(rest);
        }
        let id = encoder.hash();
        encoder.into_record(id, &codec).unwrap()
    }

    fn length(&self) -> u64 {
        self.file.metadata().unwrap().len()
    }
}

impl SpillTo for Segment {
    fn memory_limit(&self) -> usize {
        0
    }

    fn file(&self) -> io::Result<File> {
        tempfile::tempfile_in(self.dir.path())
    }
}

fn body(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}

#[test]
fn records_from_memory_and_from_files_lie_one_behind_the_other() {
    let lengths = [100, 600_000, 200, 0, 300_000, 400_000, 300];
    let mut segment = Segment::new();
    let locations = segment.append(&lengths, 0);
    let mut expected = SEGMENT_HEADER as u64;
    for (location, length) in locations.iter().zip(lengths) {
        assert_eq!(location.offset, expected);
        expected += location.length;
        let header = read_header(&segment.file, location.offset).unwrap();
        assert!(header.is_of(&BlobId::of(&body(length)), location));
        check_body(&segment.file, location.offset, &header, &Codec::new(1, 1)).unwrap();
    }
    assert_eq!((segment.active.end(), segment.length()), (expected, expected));
}

#[test]
fn closing_says_once_that_all_is_durable() {
    let mut segment = Segment::new();
    let end = segment.append(&[100, 100], 400_000)[1];
    let end = end.offset + end.length;
    assert!(segment.active.close());
    let header = read_header(&segment.file, end).unwrap();
    assert_eq!((header.contents.kind, header.synced), (Kind::Filler, end));
    assert_eq!(segment.length(), end + HEADER as u64);
    let file = segment.file.try_clone().unwrap();
    segment.active = Active::new(1, [7; 8], Box::new(file), end + HEADER as u64);
    segment.active.close();
    assert_eq!(segment.length(), end + HEADER as u64, "nothing has come since");
}

#[test]
fn zeros_are_kept_ahead_of_the_records_and_given_back() {
    let mut segment = Segment::new();
    segment.append(&[100], 400_000);
    assert_eq!(segment.length(), 400_000);
    segment.append(&[100], 500_000);
    assert_eq!(segment.length(), 400_000, "there are still zeros");
    segment.append(&[500_000], 900_000);
    assert_eq!(segment.length(), 900_000);
    assert!(segment.active.cut());
    assert_eq!(segment.length(), segment.active.end());
    segment.append(&[100], 900_000);
    assert_eq!(segment.length(), 900_000, "after a cut there are new ones");
}
