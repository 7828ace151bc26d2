//! Messages that cannot be read.

use posthouse_engine::{Batch, Engine, Range, Read};
use posthouse_mailbox::{Doomed, Error as MailboxError, StorageError};

use super::*;

const MESSAGES: [&str; 3] = ["Subject: one\r\n\r\n1", "Subject: two\r\n\r\n2", "Subject: three\r\n\r\n3"];

/// One item of each cost beyond the placement, and the responses for the first and the last message.
fn cases() -> [(FetchItem, &'static str); 2] {
    let envelopes = "* 1 FETCH (ENVELOPE (NIL \"one\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n\
                     * 3 FETCH (ENVELOPE (NIL \"three\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n";
    let texts = "* 1 FETCH (RFC822.TEXT {1}\r\n1)\r\n* 3 FETCH (RFC822.TEXT {1}\r\n3)\r\n";
    [(FetchItem::Envelope, envelopes), (FetchItem::Rfc822Text, texts)]
}

#[tokio::test]
async fn what_is_gone_has_no_response() {
    let stand = Stand::with(&MESSAGES).await;
    let view = stand.view();
    let second = UidSet::range(Uid::new(2).unwrap(), Uid::new(2).unwrap());
    stand.account.expunge(view.mailbox.id, Doomed::Exactly(second)).await.unwrap();
    for (item, _) in cases() {
        let (octets, fetched) = stand.fetch_of(&view, &[item]).await;
        assert!(!fetched.unwrap().gone && octets.windows(9).any(|window| window == b"* 2 FETCH"));
    }
    stand.store.tidy(0).await.unwrap();
    for (item, expected) in cases() {
        let (octets, fetched) = stand.fetch_of(&view, &[item]).await;
        assert_eq!(String::from_utf8(octets).unwrap(), expected);
        assert_eq!(fetched.unwrap(), Fetched { gone: true, ..Fetched::default() });
    }
}

#[tokio::test]
async fn a_damaged_record_hides_no_other() {
    let stand = Stand::with(&MESSAGES).await;
    for damaged in [vec![0xff], Vec::new()] {
        damage(&stand, b"two", damaged).await;
        for (item, expected) in cases() {
            let (octets, fetched) = stand.fetch_of(&stand.view(), &[item]).await;
            assert_eq!(String::from_utf8(octets).unwrap(), expected);
            assert!(matches!(fetched, Err(Error::Mailbox(MailboxError::Storage(StorageError::Corrupt(_))))));
        }
    }
}

/// Replaces the one record in which `word` occurs, or which was damaged before.
async fn damage(stand: &Stand, word: &[u8], with: Vec<u8>) {
    let rows = stand.engine.range(Range::prefix(Vec::new())).await.unwrap();
    let has_word = |value: &[u8]| value == [0xff] || value.windows(word.len()).any(|window| window == word);
    let mut batch = Batch::new();
    for (key, _) in rows.into_iter().filter(|(_, value)| has_word(value)) {
        batch.put(key, with.clone());
    }
    stand.engine.commit(batch).await.unwrap();
}

#[tokio::test]
async fn a_damaged_body_hides_no_other() {
    let stand = Stand::with(&MESSAGES).await;
    let mut segments: Vec<_> = files(stand._dir.path());
    segments.retain(|path| std::fs::read(path).unwrap().windows(12).any(|window| window == b"Subject: two"));
    assert_eq!(segments.len(), 1);
    let mut bytes = std::fs::read(&segments[0]).unwrap();
    let at = bytes.windows(12).position(|window| window == b"Subject: two").unwrap();
    bytes[at] ^= 1;
    std::fs::write(&segments[0], bytes).unwrap();
    let [_, (item, expected)] = cases();
    let (octets, fetched) = stand.fetch_of(&stand.view(), &[item]).await;
    assert_eq!(String::from_utf8(octets).unwrap(), expected);
    assert!(matches!(fetched, Err(Error::Mailbox(MailboxError::Storage(StorageError::Corrupt(_))))));
}

/// Every file in a folder, however deep.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
