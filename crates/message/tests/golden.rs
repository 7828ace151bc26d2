//! The index of every message of the corpus, against a text that was checked by hand.
//!
//! `UPDATE_GOLDEN=1` writes the texts anew; read the difference before committing it.

// A test may panic; clippy.toml knows only functions marked as tests.
#![allow(clippy::unwrap_used)]

mod dump;

use std::fs;
use std::path::{Path, PathBuf};

use posthouse_message::{Index, Indexer, index};

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/messages");
    let mut messages: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap()))
        .collect();
    messages.sort();
    assert!(messages.len() >= 100, "the corpus is incomplete");
    messages
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name).with_extension("txt")
}

#[test]
fn every_message_has_its_golden_index() {
    let mut different = Vec::new();
    for (name, bytes) in corpus() {
        let text = dump::dump(&bytes, &index(&bytes));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(golden(&format!("{name}.txt")), &text).unwrap();
        } else if fs::read_to_string(golden(&format!("{name}.txt"))).ok() != Some(text) {
            different.push(name);
        }
    }
    assert!(different.is_empty(), "the index has changed for {different:?}");
}

#[test]
fn every_message_gives_the_same_index_byte_by_byte() {
    for (name, bytes) in corpus() {
        let mut indexer = Indexer::new();
        bytes.iter().for_each(|byte| indexer.push(&[*byte]));
        assert_eq!(indexer.finish(), index(&bytes), "{name}");
    }
}

#[test]
fn every_index_survives_its_record() {
    for (name, bytes) in corpus() {
        let index = index(&bytes);
        let mut record = Vec::new();
        index.encode(&mut record);
        assert_eq!(Index::decode(&record), Ok(index), "{name}");
    }
}

#[test]
fn a_typical_record_takes_a_few_hundred_bytes() {
    let mut sizes: Vec<usize> = corpus().iter().map(|(_, bytes)| record(bytes).len()).collect();
    sizes.sort_unstable();
    assert!(sizes[sizes.len() / 2] < 400, "the median record has {} bytes", sizes[sizes.len() / 2]);
}

fn record(bytes: &[u8]) -> Vec<u8> {
    let mut record = Vec::new();
    index(bytes).encode(&mut record);
    record
}
