//! Damaged records in the engine: an account with one opens or is refused, and never does anything else.
//!
//! The input says which row of a real account to damage, from which byte on, and with what.

#![no_main]

use std::sync::{Arc, OnceLock};

use libfuzzer_sys::fuzz_target;
use posthouse_blob::{BlobStore, Location, Options};
use posthouse_engine::memory::Memory;
use posthouse_engine::{Batch, Engine, Key, Range, Read, Value};
use posthouse_mailbox::search::{Query, search};
use posthouse_mailbox::{
    Account, AccountId, Clock, Doomed, Flags, MailboxName, NamedFlags, NewMessage, Store, StoreMode, Uid, UidSet,
};
use posthouse_message::{EnvelopeRef, Index, IndexPieces, IndexRef, Part};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const ACCOUNT: AccountId = AccountId(1);

const MESSAGE: &[u8] = b"From: =?utf-8?q?=C3=A4?= <a@b.test>\r\nTo: g: c@d.test;\r\nSubject: s\r\n\
    Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\none\r\n--x\r\n\
    Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=f\r\n\r\nSubject: t\r\n\r\ntwo\r\n--x--\r\n";

struct Template {
    runtime: Runtime,
    blobs: BlobStore,
    rows: Vec<(Key, Value)>,
    _dir: TempDir,
}

static TEMPLATE: OnceLock<Template> = OnceLock::new();

fuzz_target!(|data: &[u8]| {
    let template = TEMPLATE.get_or_init(template);
    let [row, from, from_low, bytes @ ..] = data else { return };
    let _ = (Index::decode(bytes), EnvelopeRef::decode(bytes).map(|it| it.to_owned()), Location::decode(bytes));
    let _ = IndexRef::decode(bytes).map(|view| view.root());
    let _ = IndexPieces::of(bytes).map(|pieces| (EnvelopeRef::decode_piece(pieces.envelope).is_ok(), Part::decode_piece(pieces.parts)));
    let _ = (EnvelopeRef::decode_piece(bytes).map(|it| it.to_owned()), Part::decode_piece(bytes));
    let mut rows = template.rows.clone();
    let count = rows.len();
    let (key, value) = &mut rows[usize::from(*row) % count];
    value.truncate(usize::from(u16::from_be_bytes([*from, *from_low])) % (value.len() + 1));
    value.extend_from_slice(bytes);
    seal(key, value);
    template.runtime.block_on(open(rows, template.blobs.clone()));
});

/// Ends the record of a mailbox with the checksum that it must have, so that it is read any further.
fn seal(key: &[u8], record: &mut Vec<u8>) {
    if matches!(key.first(), Some(b'a' | b'g' | b'm')) {
        let sum = crc32fast::hash(record);
        record.extend(sum.to_le_bytes());
    }
}

async fn open(rows: Vec<(Key, Value)>, blobs: BlobStore) {
    let engine = Arc::new(Memory::new());
    let mut batch = Batch::new();
    rows.into_iter().for_each(|(key, value)| _ = batch.put(key, value));
    engine.commit(batch).await.expect("memory does not fail");
    let store = Store::new(engine, blobs, Clock::new(|| 0));
    let _ = store.check_account(ACCOUNT, &mut |_| {}).await;
    let _ = store.tidy(0).await;
    if let Ok(account) = store.account(ACCOUNT).await {
        read(&account).await;
    }
    store.rest().await;
}

async fn read(account: &Account) {
    for mailbox in account.now().mailboxes() {
        let emails: Vec<_> = mailbox.messages().take(100).map(|message| message.email).collect();
        let _ = account.emails(&emails).await;
        let _ = search(account, mailbox, &Query::Text("two".to_owned())).await;
    }
}

/// The rows of an account in which everything has happened once.
fn template() -> Template {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let dir = TempDir::new().expect("a folder");
    let (blobs, rows) = runtime.block_on(async {
        let engine = Arc::new(Memory::new());
        let blobs = BlobStore::open(dir.path(), engine.clone(), Options::default()).await.expect("a blob store");
        let store = Store::new(engine.clone(), blobs.clone(), Clock::new(|| 0));
        fill(&store).await;
        store.rest().await;
        engine.commit(half_a_move()).await.expect("memory does not fail");
        let rows = engine.range(Range::prefix(Vec::new())).await.expect("memory does not fail");
        (blobs, rows)
    });
    Template { runtime, blobs, rows, _dir: dir }
}

/// The note of a move whose second half is missing: messages of the first mailbox are to leave the account.
fn half_a_move() -> Batch {
    let key = [&[b'm'][..], &ACCOUNT.0.to_be_bytes(), &2u64.to_be_bytes(), &1u64.to_be_bytes()].concat();
    let mut record = vec![1, 1, 1, 1, 0];
    seal(&key, &mut record);
    let mut batch = Batch::new();
    batch.put(key, record);
    batch
}

async fn fill(store: &Store) {
    let account = store.account(ACCOUNT).await.expect("an account");
    let name = |text| MailboxName::new(text).expect("a name");
    let inbox = account.mailbox(&MailboxName::inbox()).expect("an inbox").id;
    let mut incoming = store.incoming();
    incoming.write(MESSAGE).await.expect("room");
    let arrived = incoming.finish().await.expect("room");
    let flags = NamedFlags { system: Flags::SEEN, keywords: vec!["$k".to_owned()] };
    let message = NewMessage { arrived, flags: flags.clone(), internal_date: None };
    account.append(inbox, vec![message; 3]).await.expect("room");
    let other = account.create(name("a/b"), None).await.expect("a mailbox");
    let first = UidSet::range(Uid::MIN, Uid::MIN);
    account.copy(inbox, first.clone(), other).await.expect("a copy");
    account.move_messages(inbox, first, other).await.expect("a move");
    let all = UidSet::range(Uid::MIN, Uid::MAX);
    account.store_flags(other, all.clone(), StoreMode::Remove, flags, None).await.expect("flags");
    let _ = account.claim_recent(&account.mailbox(&MailboxName::inbox()).expect("an inbox"));
    account.expunge(inbox, Doomed::Exactly(all)).await.expect("an expunge");
    account.subscribe(name("c")).await.expect("a subscription");
    account.rename(name("a"), name("d")).await.expect("a rename");
    account.delete(name("d/b")).await.expect("a deletion");
}
