use crate::{DecodeError, EnvelopeRef, Index, IndexRef, index};

/// A message that uses everything a record can say.
const MESSAGE: &[u8] = include_bytes!("../../tests/fixtures/mime-index-v1.eml");

/// The record of [`MESSAGE`] as version 1 wrote it. It must be readable for ever.
const FIXTURE: &[u8] = include_bytes!("../../tests/fixtures/mime-index-v1.bin");

fn record(message: &[u8]) -> Vec<u8> {
    let mut record = Vec::new();
    index(message).encode(&mut record);
    record
}

#[test]
fn version_1_is_read_and_written() {
    assert_eq!(Index::decode(FIXTURE), Ok(index(MESSAGE)));
    assert_eq!(record(MESSAGE), FIXTURE);
}

#[test]
fn the_bytes_of_a_small_record() {
    let head = [1, 0, 16];
    let envelope = [11, 3, 0, 2, b'x', 0, 0, 0, 0, 0, 0, 0];
    let preview = [2, b'H', b'i'];
    let part = [0b100, 1, 0, 0, 14, 2, 1];
    let parameters = [1, 1 << 1, 8];
    assert_eq!(
        record(b"Subject: x\r\n\r\nHi"),
        [&head[..], &envelope, &preview, &part, &parameters, b"us-ascii"].concat()
    );
}

#[test]
fn an_unknown_version_is_said_to_be_one() {
    let mut record = record(MESSAGE);
    record[0] = 2;
    assert_eq!(Index::decode(&record), Err(DecodeError::Version(2)));
    assert_eq!(EnvelopeRef::decode(&record).err(), Some(DecodeError::Version(2)));
    assert_eq!(Index::decode(b""), Err(DecodeError::Truncated));
}

#[test]
fn nothing_may_follow_a_record() {
    assert_eq!(Index::decode(&[FIXTURE, b"\0"].concat()), Err(DecodeError::Malformed));
}

#[test]
fn every_cut_is_found() {
    for length in 0..FIXTURE.len() {
        assert!(Index::decode(&FIXTURE[..length]).is_err(), "{length}");
    }
}

#[test]
fn a_number_that_is_too_large_is_malformed() {
    let mut record = vec![1, 0];
    record.extend([0xFF; 9]);
    record.push(0x7F);
    assert_eq!(IndexRef::decode(&record).err(), Some(DecodeError::Malformed));
}

#[test]
fn a_count_that_lies_allocates_nothing() {
    let mut record = record(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n");
    let children = record.len() - 20;
    record.truncate(children);
    record.extend([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]);
    assert!(Index::decode(&record).is_err());
}

#[test]
fn what_borrows_says_the_same_as_what_owns() {
    let index = index(MESSAGE);
    let short = IndexRef::decode(FIXTURE).unwrap();
    assert_eq!((short.size, short.preview, short.has_attachment), (index.size, "hello", true));
    assert_eq!(short.root().unwrap(), index.root);
    assert_eq!(short.envelope.to_owned(), index.envelope);
    let ids: Vec<_> = short.envelope.references.iter().collect();
    assert_eq!(ids, [b"00@x".as_slice(), b"0@x"]);
    assert!(short.envelope.cc.is_empty() && !short.envelope.to.is_empty());
    assert_eq!(short.envelope.to.iter().count(), 4);
}
