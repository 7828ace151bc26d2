//! What columns have of many messages is what their records have.

use posthouse_engine::{Batch, Engine, Range, Read};
use posthouse_imap_wire::Section;
use posthouse_imap_wire::command::BodySection;

use super::*;

/// More than have columns.
const MESSAGES: usize = 600;

fn message(number: usize) -> String {
    let to = match number % 100 {
        // Too long for a column.
        7 => "someone with a long name <someone@x>, ".repeat(200),
        _ => format!("Zo\u{eb} <{number}@x>"),
    };
    let kind = match number % 3 {
        0 => "multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: image/png\r\n\r\ntwo\r\n--b--",
        _ => "text/plain; charset=utf-8\r\n\r\nbody",
    };
    format!("Subject: =?utf-8?q?{number}?=\r\nTo: {to}\r\nContent-Type: {kind}{number}\r\n")
}

async fn stand() -> Stand {
    let messages: Vec<String> = (0..MESSAGES).map(message).collect();
    Stand::with(&messages).await
}

fn items() -> Vec<FetchItem> {
    let whole = BodySection { peek: true, section: Section { part: Default::default(), text: None }, partial: None };
    vec![
        FetchItem::Uid,
        FetchItem::Envelope,
        FetchItem::BodyStructure,
        FetchItem::Preview { lazy: false },
        FetchItem::Section(whole),
    ]
}

/// The responses for each message by itself, which its record alone answers.
async fn one_by_one(stand: &Stand, items: &[FetchItem]) -> Vec<u8> {
    let (view, none, mut all) = (stand.view(), UidSet::new(), Vec::new());
    for uid in (1..=MESSAGES as u32).filter_map(Uid::new) {
        let messages = &UidSet::range(uid, uid);
        let (account, enabled) = (&stand.account, Enabled::default());
        let request = Request { account, view: &view, messages, items, newly_seen: &none, enabled };
        all.extend(respond(request).await.0);
    }
    all
}

async fn write(stand: &Stand, change: impl Fn(&mut Batch, Vec<u8>)) {
    let mut batch = Batch::new();
    for (key, _) in stand.engine.range(Range::prefix(b"a\0\0\0\0\0\0\0\x01c".to_vec())).await.unwrap() {
        change(&mut batch, key);
    }
    assert!(!batch.is_empty());
    stand.engine.commit(batch).await.unwrap();
}

#[tokio::test]
async fn many_messages_are_answered_as_each_by_itself() {
    let stand = stand().await;
    let expected = one_by_one(&stand, &items()).await;
    let made = String::from_utf8(stand.fetch(&items()).await).unwrap();
    assert!(made == String::from_utf8(expected.clone()).unwrap());
    assert!(stand.fetch(&items()).await == expected, "kept columns say the same");
    for item in items() {
        let item = std::slice::from_ref(&item);
        assert!(stand.fetch(item).await == one_by_one(&stand, item).await);
    }
}

#[tokio::test]
async fn damaged_columns_are_made_again() {
    let stand = stand().await;
    let expected = stand.fetch(&items()).await;
    write(&stand, |batch, key| _ = batch.put(key, b"rubbish".to_vec())).await;
    assert!(stand.fetch(&items()).await == expected);
    write(&stand, |batch, key| _ = batch.delete(key)).await;
    assert!(stand.fetch(&items()).await == expected);
}
