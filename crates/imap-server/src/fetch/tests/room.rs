//! What is held of a message does not grow with what is asked of it.

use std::sync::atomic::{AtomicUsize, Ordering};

use posthouse_imap_wire::SectionText;
use posthouse_imap_wire::command::BinarySection;
use posthouse_mailbox::Outline;

use super::sections::section;
use super::*;
use crate::fetch::text::{self, SHORT};

fn message() -> String {
    let header: String = (0..900).map(|number| format!("X-{number}: {}\r\n", "y".repeat(60))).collect();
    format!("{header}\r\n{}", "line of text\r\n".repeat(4000))
}

/// Texts that are short by themselves, and together are far longer than the message.
fn items() -> Vec<FetchItem> {
    let part = || section(&[], None, None);
    let partial = |origin| Some((origin, 60_000));
    let without = |number| vec![format!("X-{number}").into_bytes().into_boxed_slice()];
    let mut items: Vec<FetchItem> = (0..40).map(|origin| section(&[], None, partial(origin))).collect();
    items.extend((0..40).map(|number| section(&[], Some(SectionText::HeaderFieldsNot(without(number))), None)));
    items.extend((0..40).filter_map(|origin| match section(&[], None, partial(origin)) {
        FetchItem::Section(body) => {
            Some(FetchItem::Binary(BinarySection { peek: true, part: body.section.part, partial: body.partial }))
        }
        _ => None,
    }));
    items.push(part());
    items
}

#[tokio::test]
async fn texts_that_are_long_together_are_not_held() {
    let stand = Stand::with(&[message()]).await;
    let email = stand.inbox().by_number(1).unwrap().email;
    let email = stand.account.email(email).await.unwrap();
    let outline = Outline::of(&email).unwrap();
    let texts = text::load(&stand.account, &outline, &items()).await.unwrap();
    let held: u64 = texts.into_each().map(|text| text.octets.held()).sum();
    assert!(held <= SHORT, "{held}");
}

#[tokio::test]
async fn what_is_not_held_is_the_same() {
    let stand = Stand::with(&[message()]).await;
    let mut expected = b"* 1 FETCH".to_vec();
    for (place, item) in items().iter().enumerate() {
        let one = stand.fetch(std::slice::from_ref(item)).await;
        let item = one.strip_prefix(b"* 1 FETCH (").unwrap().strip_suffix(b")\r\n").unwrap();
        expected.extend_from_slice(if place == 0 { b" (" } else { b" " });
        expected.extend_from_slice(item);
    }
    expected.extend_from_slice(b")\r\n");
    assert!(stand.fetch(&items()).await == expected);
}

#[tokio::test]
async fn what_is_asked_for_twice_is_answered_once() {
    let stand = Stand::with(&["Subject: x\r\n\r\n"]).await;
    let items = [FetchItem::Uid, FetchItem::Envelope, FetchItem::Uid, FetchItem::Envelope];
    assert_eq!(stand.fetch(&items).await, stand.fetch(&items[..2]).await);
    assert_eq!(stand.fetch(&[FetchItem::Uid, FetchItem::Uid]).await, b"* 1 FETCH (UID 1)\r\n");
}

#[tokio::test]
async fn others_have_their_turn_between_headers() {
    let stand = Stand::with(&[message()]).await;
    let email = stand.inbox().by_number(1).unwrap().email;
    let email = stand.account.email(email).await.unwrap();
    let outline = Outline::of(&email).unwrap();
    let items: Vec<FetchItem> = items().into_iter().filter(is_of_fields).collect();
    let turns = Arc::new(AtomicUsize::new(0));
    let other = Arc::clone(&turns);
    let other = tokio::spawn(async move {
        loop {
            other.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    });
    text::load(&stand.account, &outline, &items).await.unwrap();
    other.abort();
    let turns = turns.load(Ordering::Relaxed);
    assert!(turns >= items.len(), "{turns}");
}

fn is_of_fields(item: &FetchItem) -> bool {
    matches!(item, FetchItem::Section(body) if matches!(body.section.text, Some(SectionText::HeaderFieldsNot(_))))
}
