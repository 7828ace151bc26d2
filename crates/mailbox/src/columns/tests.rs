//! Columns against the records they are made of.

use posthouse_engine::{Batch, Range};
use posthouse_message::{Address, Date, Envelope};
use proptest::prelude::*;

use super::build::Builder;
use super::*;
use crate::search::tests::Stand;
use crate::search::{AddressField, Day, Query, When};
use crate::sort::{Criterion, SortKey, sort};
use crate::{
    AccountId, Doomed, Identity, InternalDate, MailboxName, NamedFlags, Reader, Rights, RightsChange, Uid, UidSet, keys,
};

/// The columns of some envelopes; `None` is an email that is gone.
pub(crate) fn block(envelopes: &[Option<Envelope>]) -> Block {
    let mut builder = Builder::new(Wanted::ALL);
    for envelope in envelopes {
        builder.push_fields(envelope.as_ref().map(Envelope::as_ref).as_ref());
    }
    Block::of(builder.finish()).unwrap()
}

fn subject(text: &str) -> Option<Envelope> {
    Some(Envelope { subject: Some(text.as_bytes().to_vec()), ..Envelope::default() })
}

impl<T> Cell<T> {
    fn ok(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Gone | Self::Absent => None,
        }
    }
}

fn key(text: Text<'_>, number: usize) -> String {
    let mut key = String::new();
    text.key_into(number, &mut key);
    key
}

#[test]
fn what_is_gone_is_not_what_has_no_such_field() {
    let block = block(&[None, Some(Envelope::default())]);
    assert!(matches!(block.row(0).text(Column::Cc), Cell::Gone) && block.row(0).date() == Cell::Gone);
    assert!(matches!(block.row(1).text(Column::Cc), Cell::Absent) && block.row(1).date() == Cell::Absent);
    assert!(matches!(block.row(2).text(Column::Subject), Cell::Gone));
}

#[test]
fn base_subjects_are_kept_though_they_look_otherwise_in_search() {
    let subjects = ["Re: Trip  to\tRome", "=?utf-8?q?Stra=C3=9Fe?=", "Re:", "(fwd)", "Fwd: \u{1C4}"];
    let block = block(&subjects.map(subject));
    let keys = subjects.iter().enumerate().map(|(at, _)| key(block.row(at).text(Column::Subject).ok().unwrap(), 0));
    assert_eq!(keys.collect::<Vec<_>>(), ["TRIP TO ROME", "STRAßE", "", "", "Dz\u{30C}"]);
    let subject = |at: usize| block.links().subject(at).map(|subject| subject.is_reply);
    assert_eq!([0, 1, 2, 3, 4].map(subject), [Some(true), Some(false), None, None, Some(true)]);
}

/// The strings of RFC 5255 §4.6, the last of which are no UTF-8, and two that have U+FFFD in them rightly.
#[test]
fn what_cannot_be_decoded_is_sorted_behind_all_others() {
    let subjects = [
        "=?koi8-r?q?=E1=CC=C5=CB=D3=C5=CA?=",
        "=?utf-8?q?=D1=81=D0=95=D0=A0=D0=93=D0=95=D0=99?=",
        "\u{4e2d}",
        "\u{fffd}a",
        "=?utf-8?q?=EF=BF=BDB?=",
        "=?utf-8?q?=D0=92=D0=B0=D1=81=D0=B8=D0=BB=D0=B8=FF=B9?=",
        "=?utf-8?q?=D0=B2=D0=B0=FF?=",
        "=?utf-8?q?=D0=C0=D0=BD=D0=B4=D1=80=D0=B5=D0=B9?=",
    ];
    let block = block(&subjects.map(subject));
    let keys: Vec<String> =
        (0..subjects.len()).map(|at| key(block.row(at).text(Column::Subject).ok().unwrap(), 0)).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let subject = |at: usize| block.links().subject(at).map(|subject| subject.hash);
    assert_eq!((0..subjects.len()).map(subject).collect::<std::collections::HashSet<_>>().len(), subjects.len());
}

#[test]
fn a_long_text_is_left_out_but_its_key_is_there() {
    let long = format!("Re: {}", "中".repeat(1000));
    let block = block(&[subject(&long)]);
    let text = block.row(0).text(Column::Subject).ok().unwrap();
    assert_eq!(text.mapped(), None);
    assert_eq!(key(text, 0), "中".repeat(170));
}

#[test]
fn addresses_are_sorted_by_local_part_and_by_what_is_shown() {
    let address = |name: Option<&str>, mailbox: &str, host: Option<&str>| {
        let bytes = |text: &str| text.as_bytes().to_vec();
        Address { name: name.map(bytes), route: None, mailbox: Some(bytes(mailbox)), host: host.map(bytes) }
    };
    let addresses =
        [address(Some("Jörg"), "j", Some("x")), address(Some(""), "k", Some("y")), address(None, "Team", None)];
    let from = addresses.map(|address| Some(Envelope { from: vec![address], ..Envelope::default() }));
    let block = block(&from);
    let key = |at: usize, number| key(block.row(at).text(Column::From).ok().unwrap(), number);
    assert_eq!([key(0, 0), key(1, 0), key(2, 0)], ["J", "K", "TEAM"]);
    assert_eq!([key(0, 1), key(1, 1), key(2, 1)], ["JO\u{308}RG", "K@Y", "TEAM"]);
}

proptest! {
    #[test]
    fn damaged_columns_are_errors_not_panics(bytes: Vec<u8>, number in 0usize..10) {
        let record = crate::record::seal([&VERSION[..], &bytes].concat());
        let mut block = Block::default();
        if block.add(Column::EVERY[number], record).is_ok() {
            for place in 0..4 {
                let row = block.row(place);
                let links = block.links();
                let _ = (row.date(), links.id(place), links.subject(place), links.references(place).len());
                let _ = Column::EVERY.map(|column| row.text(column).ok().map(|text| (text.mapped().is_some(), key(text, 1))));
            }
        }
    }
}

/// The columns of three emails, the second of them gone.
fn sample() -> [Option<Envelope>; 3] {
    let bytes = |text: &str| Some(text.as_bytes().to_vec());
    let address =
        |name: &str| Address { name: bytes(name), route: None, mailbox: bytes("ann"), host: bytes("example.test") };
    let first = Envelope {
        date: bytes("Mon, 23 Nov 2026 10:00:00 +0100"),
        subject: bytes("Re: Caf\u{e9}"),
        from: vec![address("Ann")],
        to: vec![address("Ann"), address("Bob")],
        message_id: bytes("<1@example.test>"),
        references: vec![b"0@example.test".to_vec()],
        ..Envelope::default()
    };
    let last =
        Envelope { in_reply_to: bytes("<1@example.test>"), subject: bytes("=?utf-8?q?Stra=C3=9Fe?="), ..first.clone() };
    [Some(first), None, Some(Envelope { references: Vec::new(), message_id: None, date: None, ..last })]
}

/// What version 3 wrote behind the version and the Unicode, without checksums.
const STORED: [&str; 7] = [
    "03017801a29c0101a09c01a082a0b00d",
    "03044dc6832b0f51f59c11ae4ff310a8500fcd2b30137f246648cbb2e9e097dd874e0105010200000000080100",
    "0302000a52453a2043414645cc810506000753545241c39f450107010401000106",
    "03010014414e4eff414e4e404558414d504c452e5445535401030103010401000104",
    "03010029414e4eff414e4e404558414d504c452e54455354ff424f42ff414e4e404558414d504c452e5445535401030103010401000104",
    "0300010201000102",
    "0300010201000102",
];

#[test]
fn what_is_stored_stays_readable() {
    let mut block = Block::default();
    for (column, stored) in Column::EVERY.into_iter().zip(STORED) {
        let octet = |at: usize| u8::from_str_radix(&stored[at..at + 2], 16).unwrap();
        let stored = VERSION.into_iter().chain((0..stored.len()).step_by(2).map(octet));
        block.add(column, crate::record::seal(stored.collect())).unwrap();
    }
    let (first, last) = (block.row(0), block.row(2));
    assert_eq!(first.date(), Cell::Is(Date { seconds: 1_795_424_400, offset: 60 }));
    let links = block.links();
    assert_eq!((links.hashes().len(), links.references(0).len(), links.references(2)), (4, 1, &[0][..]));
    assert_eq!((links.id(0), links.id(2)), (Some(0), None));
    assert_eq!(links.subject(0).map(|subject| subject.is_reply), Some(true));
    assert_ne!(links.subject(0), links.subject(2));
    assert!(matches!(block.row(1).text(Column::Subject), Cell::Gone));
    let subject = first.text(Column::Subject).ok().unwrap();
    assert_eq!(subject.mapped(), Some("RE: CAFE\u{301}".as_bytes()));
    assert_eq!(key(subject, 0), "CAFE\u{301}");
    let subject = last.text(Column::Subject).ok().unwrap();
    assert_eq!((subject.mapped(), key(subject, 0)), (Some("STRAßE".as_bytes()), "STRAßE".to_owned()));
    let to = last.text(Column::To).ok().unwrap();
    assert_eq!(to.mapped(), Some(&b"ANN\xffANN@EXAMPLE.TEST\xffBOB\xffANN@EXAMPLE.TEST"[..]));
    assert_eq!((key(to, 0), key(to, 1)), ("ANN".to_owned(), "ANN".to_owned()));
    assert_eq!(first.text(Column::To), last.text(Column::To));
    assert!(matches!(last.text(Column::Bcc), Cell::Absent));
}

#[test]
fn what_is_written_is_what_version_3_wrote() {
    let mut builder = Builder::new(Wanted::ALL);
    sample().iter().for_each(|envelope| builder.push_fields(envelope.as_ref().map(Envelope::as_ref).as_ref()));
    let written = builder.finish().map(|(_, record)| {
        let behind = crate::record::unseal(&record).unwrap().strip_prefix(&VERSION).unwrap();
        behind.iter().map(|octet| format!("{octet:02x}")).collect::<String>()
    });
    assert_eq!(written.take(STORED.len()).collect::<Vec<_>>(), STORED);
}

/// Version 2 had texts folded in another way.
#[test]
fn columns_of_another_version_or_unicode_are_made_again() {
    let mut builder = Builder::new(Wanted::ALL);
    sample().iter().for_each(|envelope| builder.push_fields(envelope.as_ref().map(Envelope::as_ref).as_ref()));
    for (column, record) in builder.finish() {
        for at in 0..VERSION.len() {
            let mut other = crate::record::unseal(&record).unwrap().to_vec();
            other[at] -= 1;
            let other = crate::record::seal(other);
            assert!(Block::default().add(column, other.clone()).is_err());
            assert!(column.check(other).is_ok());
        }
    }
}

/// More than a span of messages, so that some have columns and some have not.
const MESSAGES: u64 = SPAN + 40;

async fn stand() -> Stand {
    let stand = Stand::new().await;
    for number in 0..MESSAGES {
        let subjects = ["Re: Grüße", "=?gb18030?B?1tA=?= trip", "[list] Trip", "zoo"];
        let (subject, day) = (subjects[number as usize % 4], number % 28 + 1);
        let from = ["Zoë <z@x>", "\"A, B\" <a@y>, c@x", "Team: b@x;"][number as usize % 3];
        let mut message = format!("Subject: {subject}\r\nFrom: {from}\r\nCc: {number}@cc\r\n");
        if number % 5 > 0 {
            message.push_str(&format!("Date: {day} Jan 1970 23:30:00 -0800\r\n"));
        }
        if number % 7 == 0 {
            message.push_str(&format!("To: {}\r\n", "someone with a long name <someone@x>, ".repeat(40)));
        }
        message.push_str("\r\nbody");
        let date = InternalDate { seconds: number as i64 * 1000 % 9973, offset_minutes: 0 };
        stand.add(message.as_bytes(), NamedFlags::default(), date).await;
    }
    stand
}

fn queries() -> Vec<Query> {
    let address = |field, text: &str| Query::Address(field, text.to_owned());
    let not = |query| Query::Not(Box::new(query));
    vec![
        Query::Subject("TRIP".into()),
        Query::Subject("grüße".into()),
        Query::Subject("gru".into()),
        Query::Subject("中".into()),
        not(Query::Subject("zoo".into())),
        Query::Header { name: "Subject".into(), text: String::new() },
        address(AddressField::From, "zoe"),
        address(AddressField::From, "a, b"),
        address(AddressField::From, "team"),
        address(AddressField::From, "x c"),
        address(AddressField::To, "long name"),
        not(address(AddressField::To, "someone@x")),
        address(AddressField::Cc, "17@cc"),
        address(AddressField::Bcc, "x"),
        Query::Sent(When::Before(Day(5))),
        not(Query::Sent(When::On(Day(3)))),
        Query::And(vec![Query::Sent(When::Since(Day(20))), Query::Body("body".into()), Query::Subject("zoo".into())]),
        Query::Text("17@cc".into()),
    ]
}

/// What each query finds, looked for among this many messages at a time.
async fn found(stand: &Stand, step: u32) -> Vec<Vec<u32>> {
    let mut answers = Vec::new();
    for query in queries() {
        let mut answer = Vec::new();
        for first in (1..=MESSAGES as u32).step_by(step as usize) {
            let uids = UidSet::range(Uid::new(first).unwrap(), Uid::new(first + step - 1).unwrap());
            answer.extend(stand.find(&Query::And(vec![Query::Uids(uids), query.clone()])).await);
        }
        answers.push(answer);
    }
    answers
}

/// Everything that columns can answer.
async fn answers(stand: &Stand) -> Vec<Vec<u32>> {
    let mut answers = found(stand, MESSAGES as u32).await;
    let all = UidSet::range(Uid::MIN, Uid::MAX);
    for key in [SortKey::Cc, SortKey::Date, SortKey::Subject, SortKey::To, SortKey::DisplayFrom] {
        let criterion = Criterion { key, reverse: false };
        let places = sort(&stand.account, &stand.inbox(), &all, &[criterion]).await.unwrap();
        answers.push(places.iter().map(|place| place.number).collect());
    }
    answers
}

async fn rows(stand: &Stand) -> Vec<(Vec<u8>, Vec<u8>)> {
    stand.account.storage().engine.range(Range::prefix(keys::columns(AccountId(1)))).await.unwrap()
}

/// What was begun in the background is done.
async fn settled(stand: &Stand) {
    while rows(stand).await.len() < Column::EVERY.len() {
        tokio::task::yield_now().await;
    }
}

async fn write(stand: &Stand, change: impl FnOnce(&mut Batch, Vec<(Vec<u8>, Vec<u8>)>)) {
    let mut batch = Batch::new();
    change(&mut batch, rows(stand).await);
    stand.account.storage().engine.commit(batch).await.unwrap();
}

#[tokio::test]
async fn kept_missing_and_damaged_columns_give_the_same_answers() {
    let stand = stand().await;
    settled(&stand).await;
    let kept = rows(&stand).await;
    let answers_of_kept = answers(&stand).await;

    write(&stand, |batch, rows| rows.into_iter().for_each(|(key, _)| _ = batch.delete(key))).await;
    assert_eq!(found(&stand, 20).await, answers_of_kept[..queries().len()]);
    assert!(rows(&stand).await.is_empty(), "few emails are no reason to make columns");

    assert_eq!(answers(&stand).await, answers_of_kept);
    assert_eq!(rows(&stand).await, kept, "what is missing is made again");

    let of_version_2 = |record: Vec<u8>| {
        let body = crate::record::unseal(&record).unwrap().strip_prefix(&VERSION).unwrap().to_vec();
        crate::record::seal([&[2][..], &body].concat())
    };
    for instead in [|_| b"rubbish".to_vec(), of_version_2] {
        write(&stand, |batch, rows| rows.into_iter().for_each(|(key, record)| _ = batch.put(key, instead(record))))
            .await;
        assert_eq!(answers(&stand).await, answers_of_kept);
        assert_eq!(rows(&stand).await, kept, "what is damaged, or of another version, is made again");
    }
}

/// Those of the newest emails are in memory, and become more.
#[tokio::test]
async fn columns_of_the_newest_emails_know_what_arrives_and_what_goes() {
    let stand = Stand::new().await;
    let all = UidSet::range(Uid::MIN, Uid::MAX);
    let (mut expected, mut letters) = (Vec::new(), (b'a'..=b'z').rev().cycle().zip(1..));
    for round in 0..3 {
        for _ in 0..MANY + 4 {
            let (letter, uid) =
                letters.next().map(|(letter, uid)| (char::from(letter), Uid::new(uid).unwrap())).unwrap();
            stand
                .add(format!("Subject: {letter}\r\n\r\n").as_bytes(), NamedFlags::default(), InternalDate::default())
                .await;
            expected.push((letter, uid));
        }
        expected.sort_by_key(|(letter, uid)| (*letter, *uid));
        for _ in 0..2 {
            let criterion = Criterion { key: SortKey::Subject, reverse: false };
            let places = sort(&stand.account, &stand.inbox(), &all, &[criterion]).await.unwrap();
            let uids: Vec<_> = places.iter().map(|place| place.uid).collect();
            assert_eq!(uids, expected.iter().map(|(_, uid)| *uid).collect::<Vec<_>>(), "round {round}");
        }
        let (_, gone) = expected.remove(0);
        stand.account.expunge(stand.inbox().id, Doomed::Exactly(UidSet::range(gone, gone))).await.unwrap();
        stand.store.tidy(0).await.unwrap();
        expected.sort_by_key(|(_, uid)| *uid);
    }
    assert_eq!(rows(&stand).await.len(), 0);
}

#[tokio::test]
async fn who_is_not_the_owner_has_the_same_columns() {
    let mut stand = stand().await;
    settled(&stand).await;
    let (kept, expected) = (rows(&stand).await, answers(&stand).await);
    let (inbox, bob) = (stand.inbox().id, AccountId(2));
    let to = Identity::Account(bob).into();
    stand.account.set_acl(inbox, to, RightsChange::Replace, Rights::READ).await.unwrap();
    stand.account = stand.account.seen_by(Reader::new(bob, []));
    write(&stand, |batch, rows| rows.into_iter().for_each(|(key, _)| _ = batch.delete(key))).await;
    assert_eq!(answers(&stand).await, expected);
    assert_eq!(rows(&stand).await, kept);
}

#[tokio::test]
async fn a_check_tells_of_damaged_columns() {
    let stand = stand().await;
    settled(&stand).await;
    let mut problems = Vec::new();
    stand.store.check_account(AccountId(1), &mut |problem| problems.push(problem)).await.unwrap();
    assert_eq!(problems, [""; 0]);
    write(&stand, |batch, rows| _ = batch.put(rows[2].0.clone(), b"rubbish".to_vec())).await;
    stand.store.check_account(AccountId(1), &mut |problem| problems.push(problem)).await.unwrap();
    assert_eq!(problems, ["account 1: columns of span 0: a stored record is damaged: its checksum is wrong"]);
}

/// A copy is the same email, so the numbers of a mailbox's emails need not ascend.
#[tokio::test]
async fn emails_of_any_order_are_visited() {
    let stand = stand().await;
    settled(&stand).await;
    let archive = stand.account.create(MailboxName::new("Copies").unwrap(), None).await.unwrap();
    for (first, last) in [(500, 530), (1, 40), (200, 210)] {
        let uids = UidSet::range(Uid::new(first).unwrap(), Uid::new(last).unwrap());
        stand.account.copy(stand.inbox().id, uids, archive).await.unwrap();
    }
    let archive = stand.account.now().by_id(archive).cloned().unwrap();
    let all = UidSet::range(Uid::MIN, Uid::MAX);
    let criterion = Criterion { key: SortKey::Date, reverse: true };
    let places = sort(&stand.account, &archive, &all, &[criterion]).await.unwrap();
    let emails: Vec<u64> = places.iter().map(|place| archive.by_uid(place.uid).unwrap().1.email.0).collect();
    let mut expected: Vec<u64> = (500..=530).chain(1..=40).chain(200..=210).collect();
    let sent = |number: u64| (number % 28) as i64 * 86_400 + 31 * 3600 + 1800;
    let received = |number: u64| number as i64 * 1000 % 9973;
    expected.sort_by_key(|email| -(if (email - 1) % 5 > 0 { sent(email - 1) } else { received(email - 1) }));
    assert_eq!(emails, expected);
}

#[tokio::test]
async fn columns_go_when_few_emails_of_their_span_are_left() {
    let stand = stand().await;
    settled(&stand).await;
    let expunge = async |first: u32, last: u32| {
        let uids = UidSet::range(Uid::new(first).unwrap(), Uid::new(last).unwrap());
        stand.account.expunge(stand.inbox().id, Doomed::Exactly(uids)).await.unwrap();
        stand.store.tidy(0).await.unwrap();
    };
    // The first email has the number 1, so the first span is full with the email SPAN - 1.
    let left = SPAN as u32 - MANY as u32;
    expunge(1, left - 1).await;
    assert_eq!(rows(&stand).await.len(), Column::EVERY.len());
    expunge(left, left).await;
    assert_eq!(rows(&stand).await.len(), 0);
}

#[tokio::test]
async fn a_message_takes_few_octets() {
    let stand = stand().await;
    settled(&stand).await;
    let octets: usize = rows(&stand).await.iter().map(|(key, record)| key.len() + record.len()).sum();
    // Of these, 56 say where the body lies; nothing makes them fewer.
    assert!(octets as u64 / SPAN < 60 + 56, "{octets}");
}
