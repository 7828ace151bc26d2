use proptest::prelude::*;

use super::*;

fn header() -> Header {
    let contents = Contents {
        kind: Kind::Body,
        id: BlobId::of(b"body"),
        frame_shift: FRAME_SHIFT,
        front: Front::default(),
        raw_length: 300_000,
        stored_length: 200_000,
        table_crc: 7,
    };
    Header::new(contents, *b"markmark", 4096)
}

fn table() -> FrameTable {
    let frame = |raw: usize, stored: &[u8]| Frame::new(raw, stored, stored.len() < raw).unwrap();
    FrameTable { frames: vec![frame(FRAME, &[1; 900]), frame(FRAME, &[2; FRAME]), frame(10, &[3; 10])] }
}

fn header_of(table: &FrameTable) -> Header {
    let bytes = table.encode();
    let mut header = header();
    header.contents.raw_length = table.frames.iter().map(|frame| u64::from(frame.raw)).sum();
    header.contents.stored_length = table.stored_length() + bytes.len() as u64;
    header.contents.table_crc = crc32fast::hash(&bytes);
    header
}

#[test]
fn decoding_a_header_reverses_encoding() {
    assert_eq!(Header::decode(&header().encode()), Ok(header()));
}

#[test]
fn a_front_is_told_by_a_version_of_its_own() {
    let mut fronted = header();
    fronted.contents.front = Front { units: 9 };
    assert_eq!(Header::decode(&fronted.encode()), Ok(fronted));
    assert_eq!((header().encode()[4], fronted.encode()[4]), (1, 2));
    assert_eq!((fronted.frame_count(), fronted.frame_start(1), fronted.frame_of(575)), (3, 576, 0));
    assert_eq!((fronted.frame_of(576), fronted.frame_start(2), fronted.frame_of(299_999)), (1, 576 + FRAME as u64, 2));
    fronted.contents.raw_length = 576;
    assert!(Header::decode(&fronted.encode()).is_err());
}

#[test]
fn every_damaged_bit_of_a_header_is_detected() {
    for bit in 0..HEADER * 8 {
        let mut bytes = header().encode();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(Header::decode(&bytes).is_err(), "bit {bit}");
    }
}

#[test]
fn lengths_that_contradict_each_other_are_refused() {
    for (raw_length, stored_length) in [(300_000, 8), (300_000, 300_017), (0, 1), (u64::MAX, 16), (16, u64::MAX)] {
        let mut wrong = header();
        wrong.contents.raw_length = raw_length;
        wrong.contents.stored_length = stored_length;
        assert!(Header::decode(&wrong.encode()).is_err(), "{raw_length} {stored_length}");
    }
}

#[test]
fn an_unknown_frame_size_is_refused() {
    for frame_shift in [0, 11, 25, 64, 255] {
        let mut wrong = header();
        wrong.contents.frame_shift = frame_shift;
        assert!(Header::decode(&wrong.encode()).is_err(), "{frame_shift}");
    }
}

#[test]
fn decoding_a_table_reverses_encoding() {
    assert_eq!(FrameTable::decode(&table().encode(), &header_of(&table())), Ok(table()));
}

#[test]
fn a_damaged_or_foreign_table_is_refused() {
    let bytes = table().encode();
    let header = header_of(&table());
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(FrameTable::decode(&damaged, &header).is_err(), "byte {at}");
    }
    let mut longer = header;
    longer.contents.stored_length += 1;
    assert!(FrameTable::decode(&bytes, &longer).is_err());
    let mut shorter = header;
    shorter.contents.raw_length -= 1;
    assert!(FrameTable::decode(&bytes, &shorter).is_err());
}

#[test]
fn frames_lie_one_behind_the_other() {
    let start = (HEADER + 3 * ENTRY) as u64;
    assert_eq!(table().offsets(), [start, start + 900, start + 900 + FRAME as u64]);
}

proptest! {
    #[test]
    fn any_bytes_decode_or_are_refused(bytes: [u8; HEADER], crc: bool) {
        let mut bytes = bytes;
        bytes[..5].copy_from_slice(b"PHBR\x01");
        if crc {
            let sum = crc32fast::hash(&bytes[..76]);
            bytes[76..].copy_from_slice(&sum.to_be_bytes());
        }
        if let Ok(header) = Header::decode(&bytes) {
            prop_assert_eq!(Header::decode(&header.encode()), Ok(header));
        }
    }
}
