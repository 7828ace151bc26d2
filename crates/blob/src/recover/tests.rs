use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::Location;
use crate::active::{Active, Record};
use crate::codec::Codec;
use crate::directory::{Directory, SEGMENT_HEADER};
use crate::encoder::Encoder;

const MARK: Mark = *b"testmark";
const START: u64 = SEGMENT_HEADER as u64;

/// A segment with groups of records of about 150 bytes each.
struct Segment {
    _dir: TempDir,
    file: File,
    groups: Vec<Vec<Location>>,
}

impl Segment {
    fn with_groups(sizes: &[usize]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = Directory::create(dir.path()).unwrap().create_segment(1, MARK).unwrap();
        let mut active = Active::new(1, MARK, Box::new(file.try_clone().unwrap()), START);
        let mut seed = 0;
        let mut group = |&size: &usize| {
            let mut records: Vec<Record> = (0..size).map(|index| record(seed + index)).collect();
            seed += size;
            active.append(&mut records, 0).unwrap()
        };
        let groups = sizes.iter().map(&mut group).collect();
        Self { _dir: dir, file, groups }
    }

    fn recover(&self) -> u64 {
        recover(&self.file, 1, MARK, START).unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.file.metadata().unwrap().len() as usize];
        self.file.read_exact_at(&mut bytes, 0).unwrap();
        bytes
    }

    fn damage(&self, at: u64) {
        let mut byte = [0];
        self.file.read_exact_at(&mut byte, at).unwrap();
        self.file.write_all_at(&[byte[0] ^ 0xff], at).unwrap();
    }

    /// Changes the header at `offset` and makes its checksum right again.
    fn change_header(&self, offset: u64, change: impl Fn(&mut [u8; HEADER])) {
        let mut header = [0; HEADER];
        self.file.read_exact_at(&mut header, offset).unwrap();
        change(&mut header);
        let crc = crc32fast::hash(&header[..76]);
        header[76..].copy_from_slice(&crc.to_be_bytes());
        self.file.write_all_at(&header, offset).unwrap();
    }

    fn items(&self) -> Vec<Item> {
        let mut walk = Walk::new(&self.file, Some(MARK), self.file.metadata().unwrap().len());
        std::iter::from_fn(|| walk.next().unwrap()).collect()
    }

    /// Where whole bodies begin.
    fn bodies(&self) -> Vec<u64> {
        let body = |item: Item| match item {
            Item::Record { offset, header } if header.contents.kind == Kind::Body => {
                check_frames(&self.file, offset, &header).is_ok().then_some(offset)
            }
            _ => None,
        };
        self.items().into_iter().filter_map(body).collect()
    }

    fn has_damage(&self) -> bool {
        self.items().iter().any(|item| matches!(item, Item::Damage { .. }))
    }
}

fn record(seed: usize) -> Record {
    let mut encoder = Encoder::new();
    let body = blake3::hash(&seed.to_be_bytes()).as_bytes().repeat(1 + seed % 3);
    encoder.fill(&body);
    let id = encoder.hash();
    encoder.into_record(id, &Codec::new(1, 1)).unwrap()
}

fn offsets(locations: &[Location]) -> Vec<u64> {
    locations.iter().map(|location| location.offset).collect()
}

fn end_of(locations: &[Location]) -> u64 {
    locations.last().map_or(START, |last| last.offset + last.length)
}

#[test]
fn a_sound_segment_is_left_as_it_is() {
    let segment = Segment::with_groups(&[2, 1, 3]);
    let before = segment.bytes();
    assert_eq!(segment.recover(), end_of(&segment.groups[2]));
    assert_eq!(segment.bytes(), before);
}

#[test]
fn an_empty_segment_begins_behind_its_header() {
    let segment = Segment::with_groups(&[]);
    segment.file.write_all_at(&[9; 100], START).unwrap();
    assert_eq!(segment.recover(), START);
    assert_eq!(segment.bytes().len() as u64, START);
}

#[test]
fn what_is_torn_before_a_sound_record_of_its_group_is_covered() {
    for part in [0, 60, 90] {
        let segment = Segment::with_groups(&[2, 4]);
        let group = &segment.groups[1];
        segment.damage(group[0].offset + part);
        segment.damage(group[2].offset + part);
        assert_eq!(segment.recover(), end_of(group));
        let mut sound = offsets(&segment.groups[0]);
        sound.extend([group[1].offset, group[3].offset]);
        assert_eq!(segment.bodies(), sound);
        assert!(!segment.has_damage());
        assert_eq!(segment.recover(), end_of(group), "a second time changes nothing");
    }
}

#[test]
fn a_wholly_torn_last_group_is_cut_where_it_began() {
    let segment = Segment::with_groups(&[1, 3]);
    for location in &segment.groups[1] {
        segment.damage(location.offset + 3);
    }
    assert_eq!(segment.recover(), end_of(&segment.groups[0]));
    assert_eq!(segment.bodies(), offsets(&segment.groups[0]));
}

#[test]
fn damage_before_the_last_sync_is_neither_cut_nor_covered() {
    let segment = Segment::with_groups(&[2, 1]);
    // The end of the first group, and the only record of the last one, whose header still says what was synced.
    segment.damage(segment.groups[0][1].offset);
    segment.damage(segment.groups[1][0].offset + 100);
    assert_eq!(segment.recover(), end_of(&segment.groups[0]));
    assert_eq!(segment.bytes().len() as u64, end_of(&segment.groups[0]));
    assert!(segment.has_damage());
}

#[test]
fn what_a_newer_version_wrote_is_neither_cut_nor_covered() {
    for (at, unknown) in [(4, 3), (5, 3), (6, 30)] {
        for index in 0..4 {
            let segment = Segment::with_groups(&[2, 2]);
            let location = segment.groups.concat()[index];
            segment.change_header(location.offset, |header| header[at] = unknown);
            let before = segment.bytes();
            let refused = recover(&segment.file, 1, MARK, START);
            assert!(matches!(refused, Err(Error::NewerFormat { segment: 1 })), "{refused:?}");
            assert_eq!(segment.bytes(), before);
        }
    }
}

#[test]
fn a_newer_record_with_another_mark_is_damage_like_any_other() {
    let segment = Segment::with_groups(&[1, 1]);
    let last = segment.groups[1][0].offset;
    segment.change_header(last, |header| header[4..16].copy_from_slice(b"\x02\x01\x12\x00guessed!"));
    assert_eq!(segment.recover(), last);
}

#[test]
fn a_record_inside_a_body_is_not_taken_for_one() {
    let forged = Header::new(Contents::filler(10), *b"guessed!", 0).encode();
    let segment = Segment::with_groups(&[1]);
    let end = end_of(&segment.groups[0]);
    segment.file.write_all_at(&[&[1; 20], &forged[..], &[0; 40]].concat(), end).unwrap();
    assert_eq!(segment.recover(), end);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The pages of the last group reach the disk or not, in any order.
    #[test]
    fn no_acknowledged_record_is_lost_and_no_torn_one_kept(
        sizes in prop::collection::vec(1_usize..6, 1..5),
        lost in prop::collection::vec(any::<bool>(), 64),
        zeros in 0_usize..3000,
    ) {
        const PAGE: u64 = 128;
        let segment = Segment::with_groups(&sizes);
        let last = segment.groups.last().unwrap();
        let (start, end) = (last[0].offset, end_of(last));
        segment.file.set_len(end + zeros as u64).unwrap();
        let is_lost = |page: u64| lost[page as usize % lost.len()];
        for page in (start / PAGE..=end / PAGE).filter(|&page| is_lost(page)) {
            let (from, to) = ((page * PAGE).max(start), ((page + 1) * PAGE).min(end));
            segment.file.write_all_at(&vec![0; to.saturating_sub(from) as usize], from).unwrap();
        }
        let recovered = segment.recover();
        let acknowledged = segment.groups[..sizes.len() - 1].iter().flat_map(|group| offsets(group));
        let written = |location: &&Location| {
            (location.offset..location.offset + location.length).all(|at| !is_lost(at / PAGE))
        };
        let whole = last.iter().filter(written).map(|location| location.offset);
        let bodies = segment.bodies();
        let expected: Vec<u64> = acknowledged.chain(whole).collect();
        // A page of zeros that is lost is no loss: such records may be there as well.
        prop_assert!(expected.iter().all(|offset| bodies.contains(offset)));
        prop_assert!(!segment.has_damage());
        prop_assert_eq!(recovered, segment.bytes().len() as u64);
        prop_assert!(recovered >= start);
        prop_assert_eq!(segment.recover(), recovered);
        prop_assert_eq!(segment.bodies(), bodies);
    }
}
