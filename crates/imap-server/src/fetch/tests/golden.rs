//! Every message of `tests/messages`, against what was reviewed by hand and compared with another server.
//!
//! With `UPDATE_GOLDEN=1` in the environment the golden files are written anew; read the difference before keeping it.

use std::path::PathBuf;

use posthouse_imap_wire::SectionText;
use posthouse_message::{Content, Part, index};

use super::sections::section;
use super::*;

fn messages() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/messages")
}

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/fetch/tests/golden")
}

#[tokio::test]
async fn every_message_is_shown_as_reviewed() {
    let entries = std::fs::read_dir(messages()).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|it| it == "eml")).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut differing = Vec::new();
    for path in paths {
        let message = std::fs::read(&path).unwrap();
        let shown = shown(&message).await;
        let file = golden().join(path.with_extension("txt").file_name().unwrap());
        if update {
            std::fs::write(&file, &shown).unwrap();
        } else if std::fs::read_to_string(&file).unwrap_or_default() != shown {
            differing.push(file);
        }
    }
    assert!(differing.is_empty(), "shown differently: {differing:#?}");
}

/// All that FETCH shows of a message, a line for each item.
async fn shown(message: &[u8]) -> String {
    let stand = Stand::with(&[message]).await;
    let mut items = vec![FetchItem::Rfc822Size, FetchItem::Envelope, FetchItem::Body, FetchItem::BodyStructure];
    items.push(section(&[], Some(SectionText::Header), None));
    items.push(section(&[], Some(SectionText::Text), None));
    let names: [Box<[u8]>; 2] = [b"Subject".as_slice().into(), b"To".as_slice().into()];
    items.push(section(&[], Some(SectionText::HeaderFields(names.to_vec())), None));
    items.push(section(&[], Some(SectionText::HeaderFieldsNot(names.to_vec())), None));
    let root = index(message).root;
    match &root.content {
        Content::Multipart(_) => inside(&root, &mut Vec::new(), &mut items),
        Content::Leaf | Content::Message { .. } => named(&root, &mut vec![1], &mut items),
    }
    let mut text = String::new();
    for item in items {
        text.push_str(&line(&stand.fetch(&[item]).await));
    }
    text
}

/// The sections of a part that has a number.
fn named(part: &Part, number: &mut Vec<u32>, items: &mut Vec<FetchItem>) {
    items.push(section(number, Some(SectionText::Mime), None));
    items.push(section(number, None, None));
    if let Content::Message { part: inner, .. } = &part.content {
        items.push(section(number, Some(SectionText::Header), None));
        items.push(section(number, Some(SectionText::Text), None));
        match inner.content {
            Content::Multipart(_) => inside(inner, number, items),
            Content::Leaf | Content::Message { .. } => beneath(inner, 1, number, items),
        }
    } else {
        inside(part, number, items);
    }
}

fn inside(part: &Part, number: &mut Vec<u32>, items: &mut Vec<FetchItem>) {
    if let Content::Multipart(parts) = &part.content {
        parts.iter().zip(1..).for_each(|(part, place)| beneath(part, place, number, items));
    }
}

fn beneath(part: &Part, place: u32, number: &mut Vec<u32>, items: &mut Vec<FetchItem>) {
    number.push(place);
    named(part, number, items);
    number.pop();
}

/// How much of a long response is shown, from its begin and from its end.
const SHOWN: usize = 1500;

/// A response on one line; a long one without its middle.
fn line(response: &[u8]) -> String {
    let item = response.strip_prefix(b"* 1 FETCH (").unwrap().strip_suffix(b")\r\n").unwrap();
    let text = item.escape_ascii().to_string();
    match text.len() {
        0..=3000 => format!("{text}\n"),
        length => format!("{} [...] {}\n", &text[..SHOWN], &text[length - SHOWN..]),
    }
}
