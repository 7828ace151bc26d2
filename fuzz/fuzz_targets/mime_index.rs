//! Any bytes are a message: its index is the same however they come, lies within them, and survives its record.

#![no_main]

use libfuzzer_sys::fuzz_target;
use posthouse_message::{Content, EnvelopeRef, HtmlToText, Index, IndexRef, Indexer, Part, TextDecoder, index};

fuzz_target!(|data: &[u8]| {
    let whole = index(data);
    let size = data.first().map_or(1, |&octet| usize::from(octet) % 64 + 1);
    let mut indexer = Indexer::new();
    data.chunks(size).for_each(|chunk| indexer.push(chunk));
    assert_eq!(whole, indexer.finish());
    assert_eq!(whole.size, data.len() as u64);
    part(&whole.root, data, 0..whole.size);
    record(&whole);
});

fn record(whole: &Index) {
    let mut record = Vec::new();
    whole.encode(&mut record);
    assert_eq!(Index::decode(&record).as_ref(), Ok(whole));
    assert_eq!(EnvelopeRef::decode(&record).map(|envelope| envelope.to_owned()).as_ref(), Ok(&whole.envelope));
    assert!(IndexRef::decode(&record).is_ok_and(|view| view.root().as_ref() == Ok(&whole.root)));
}

/// Parts lie within the part that holds them, one behind the other.
fn part(part: &Part, message: &[u8], within: std::ops::Range<u64>) {
    assert!(within.start <= part.header.start && part.header.end == part.body.start);
    assert!(part.header.start <= part.header.end && part.body.start <= part.body.end);
    assert!(part.body.end <= within.end);
    let _ = (part.filename(), part.bodystructure_type(), part.is_attachment());
    match &part.content {
        Content::Leaf => text(part, &message[part.body.start as usize..part.body.end as usize]),
        Content::Message { part: inner, .. } => self::part(inner, message, part.body.clone()),
        Content::Multipart(parts) => {
            assert!(!parts.is_empty());
            let mut from = part.body.start;
            for inner in parts {
                self::part(inner, message, from..part.body.end);
                from = inner.body.end;
            }
        }
    }
}

fn text(part: &Part, body: &[u8]) {
    let whole = decoded(part, body, body.len().max(1));
    assert_eq!(whole, decoded(part, body, 7));
    let mut converter = HtmlToText::new();
    let mut plain = String::new();
    converter.push(&whole, &mut plain);
    converter.finish(&mut plain);
}

fn decoded(part: &Part, body: &[u8], size: usize) -> String {
    let mut decoder = TextDecoder::new(part);
    let mut text = String::new();
    body.chunks(size).for_each(|chunk| decoder.push(chunk, &mut text));
    decoder.finish(&mut text);
    text
}
