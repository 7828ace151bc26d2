//! Conditions on text: envelopes, headers and bodies, in every charset.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::super::{AddressField, Day, When};
use super::*;
use crate::{Doomed, Uid, UidSet};

fn body(text: &str) -> Query {
    Query::Body(text.to_owned())
}

fn text(text: &str) -> Query {
    Query::Text(text.to_owned())
}

fn header(name: &str, text: &str) -> Query {
    Query::Header { name: name.to_owned(), text: text.to_owned() }
}

/// A message with a text part in this charset.
fn in_charset(charset: &str, body: &[u8]) -> Vec<u8> {
    let header = format!("Content-Type: text/plain; charset={charset}\r\n\r\n");
    [header.as_bytes(), b"line four\r\n", body, b"\r\n"].concat()
}

#[tokio::test]
async fn one_chinese_character_is_found_in_every_charset() {
    let messages = [
        in_charset("gb18030", b"\xd6\xd0\xce\xc4"),
        in_charset("gb2312", b"\xd6\xd0\xce\xc4"),
        in_charset("big5", b"\xa4\xa4\xa4\xe5"),
        in_charset("utf-8", "中文".as_bytes()),
        in_charset("utf-8\r\nContent-Transfer-Encoding: base64", b"5Lit\r\n5paH"),
        in_charset("hz-gb-2312", b"~{VPND~}"),
        in_charset("iso-2022-jp", b"\x1b$BCfJ8\x1b(B"),
        // The bytes of 中 at the border of two other characters.
        in_charset("gb18030", b"\xb0\xd6\xd0\xa1"),
        in_charset("us-ascii", b"nothing"),
    ];
    let stand = with_messages(&messages).await;
    assert_eq!(stand.find(&body("中")).await, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(stand.find(&body("文")).await, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(stand.find(&text("文")).await, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(stand.find(&body("國")).await, []);
}

#[tokio::test]
async fn other_scripts_are_found_without_regard_to_case() {
    let messages = [
        in_charset("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4"),
        in_charset("windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2"),
        in_charset("euc-kr", b"\xc7\xd1\xb1\xb9"),
        in_charset("iso-8859-1", b"Stra\xdfe in M\xdcNCHEN"),
        in_charset("utf-8\r\nContent-Transfer-Encoding: quoted-printable", b"M=C3=BCn=\r\nchen"),
        in_charset("windows-1258", b"Vi\xea\xf2t"),
    ];
    let stand = with_messages(&messages).await;
    assert_eq!(stand.find(&body("привет")).await, [1, 2]);
    assert_eq!(stand.find(&body("한국")).await, [3]);
    assert_eq!(stand.find(&body("münchen")).await, [4, 5]);
    assert_eq!(stand.find(&body("STRAßE")).await, [4]);
    assert_eq!(stand.find(&body("việt")).await, [6]);
    // i;unicode-casemap knows no full case folding, and takes Korean syllables apart.
    assert_eq!(stand.find(&body("STRASSE")).await, []);
    assert_eq!(stand.find(&body("하")).await, [3]);
    assert_eq!(stand.find(&Query::Fuzzy(Box::new(body("strasse")))).await, [4]);
    assert_eq!(stand.find(&Query::Fuzzy(Box::new(body("munchen")))).await, [4, 5]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// As RFC 5255 §4.6 has it: decoded, prepared, and octets compared.
    #[test]
    fn what_is_found_is_a_substring_by_i_unicode_casemap(
        texts in prop::collection::vec("([a-cA-C]|[éßǆΣσςﬁﾞ]|\u{301}|\u{323}|[가각ㄱ]|[中国豈]|[，Ａａ]|[ .]){1,24}", 6),
        wanted in "([a-cA-C]|[éßẞǅΣﬁ゙]|\u{301}|[가ㄱ]|[中国豈]|[,Ａ]|[ ]){1,2}",
    ) {
        let texts: Vec<String> = texts.iter().map(|text| format!("x{text}x")).collect();
        let message = |text: &String| {
            let encoded: String = text.bytes().map(|octet| format!("={octet:02X}")).collect();
            let head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable";
            format!("Subject: =?utf-8?q?{encoded}?=\r\nX-Note: {text}\r\n{head}\r\n\r\n{encoded}\r\n")
        };
        let prepared = |text: &str| text.chars().flat_map(prepared).collect::<String>();
        let holds = |text: &String| prepared(text).contains(&prepared(&wanted));
        let expected: Vec<bool> = texts.iter().map(holds).collect();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let stand = with_messages(&texts.iter().map(message).collect::<Vec<_>>()).await;
            for query in [Query::Subject(wanted.clone()), header("x-note", &wanted), body(&wanted)] {
                let found = stand.find(&query).await;
                let found: Vec<bool> = (1..=texts.len() as u32).map(|uid| found.contains(&uid)).collect();
                assert_eq!(found, expected, "{query:?}");
            }
        });
    }
}

/// What RFC 5051 §2 makes of a character, if it is one of those above.
fn prepared(it: char) -> Vec<char> {
    let title = match it {
        'ǆ' => 'ǅ',
        'σ' | 'ς' => 'Σ',
        'é' => 'É',
        'ａ' => 'Ａ',
        it => it.to_ascii_uppercase(),
    };
    std::iter::once(title).nfkd().collect()
}

const LETTER: &str = "From: =?utf-8?b?5byg5LiJ?= <zhang@example.test>\r\n\
    To: Team: bob@example.test, \"Doe, Jane\" <jane@example.test>;\r\n\
    Cc: (nobody)\r\n\
    Subject: =?gb2312?b?1tDOxA==?= and\r\n more\r\n\
    Date: Mon, 1 Jan 2024 23:30:00 -0500\r\n\
    Message-ID: <abc@example.test>\r\n\
    X-Note: one =?utf-8?q?tw=C3=B6?=\r\n\
    X-Note: three\r\n\
    X-Empty:\r\n\
    \r\n\
    Hello\r\n";

#[tokio::test]
async fn headers_are_decoded() {
    let stand = with_messages(&[LETTER, "Subject: other\r\n\r\nzhang\r\n"]).await;
    let from = |text: &str| Query::Address(AddressField::From, text.to_owned());
    let to = |text: &str| Query::Address(AddressField::To, text.to_owned());
    let found = [
        from("张三 <ZHANG@example.test>"),
        from("三"),
        from(""),
        to("doe, jane"),
        to("doe, jane\" <"),
        to("team:"),
        to("team："),
        to("example.test"),
        Query::Address(AddressField::Cc, String::new()),
        Query::Subject("中文 AND more".to_owned()),
        header("subject", "文 and"),
        header("message-id", "<abc@example.test>"),
        header("x-note", "TWÖ"),
        header("X-Note", "three"),
        header("X-Empty", ""),
        header("To", "\"Doe, Jane\" <"),
        header("from", "张"),
        text("x-note: one two"),
        text("张三"),
        Query::Sent(When::On(Day(19_723))),
    ];
    for query in &found {
        assert_eq!(stand.find(query).await, [1], "{query:?}");
    }
    let missing = [
        Query::Address(AddressField::Bcc, String::new()),
        header("X-Empty", "a"),
        to("jane <"),
        to("<bob@example.test>"),
        header("to", "<bob@example.test>"),
        text("<bob@example.test>"),
        header("X-Note", "one three"),
        header("Hello", ""),
        body("x-note"),
        body("abc@example.test"),
        Query::Sent(When::On(Day(19_724))),
    ];
    for query in &missing {
        assert_eq!(stand.find(query).await, [], "{query:?}");
    }
    assert_eq!(stand.find(&text("zhang")).await, [1, 2]);
    assert_eq!(stand.find(&body("zhang")).await, [2]);
    assert_eq!(stand.find(&body("")).await, [1, 2]);
    assert_eq!(stand.find(&Query::Not(Box::new(header("x-note", "")))).await, [2]);
}

#[tokio::test]
async fn header_lines_that_are_no_fields_are_text() {
    let stand = with_messages(&["From mbox Mon\r\nSubject: a\r\n\r\nbody\r\n"]).await;
    assert_eq!(stand.find(&text("from mbox")).await, [1]);
    assert_eq!(stand.find(&header("From", "")).await, []);
}

const MIXED: &str = "Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n\
    --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p class=\"big\">Gr&uuml;n <b>wi</b>ese</p>\r\n\
    --b\r\nContent-Type: application/octet-stream; name=hidden.bin\r\n\r\nsecret\r\n\
    --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner subject\r\n\r\ninner text\r\n\
    --b--\r\nepilogue\r\n";

#[tokio::test]
async fn text_parts_are_searched_and_nothing_else() {
    let stand = with_messages(&[MIXED]).await;
    for query in
        [body("grün wiese"), body("class=\"big\""), body("inner text"), text("inner subject"), text("hidden.bin")]
    {
        assert_eq!(stand.find(&query).await, [1], "{query:?}");
    }
    for query in [body("secret"), text("preamble"), text("epilogue"), body("inner subject"), body("hidden.bin")] {
        assert_eq!(stand.find(&query).await, [], "{query:?}");
    }
}

#[tokio::test]
async fn a_match_may_lie_anywhere_in_a_long_text() {
    // Around the borders of slices, of header blocks and of the chunks of the blob store.
    for border in [32 << 10, 256 << 10, 1 << 20] {
        for place in [border - 40, border - 7, border - 1, border] {
            let head = "Subject: long\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
            let filler = "x ".repeat((place - head.len()) / 2);
            let message = format!("{head}{filler}e\u{301}中文本 needle!{}\r\n", "y".repeat(300));
            let stand = with_messages(&[message]).await;
            let query =
                Query::And(vec![body("é中文本 NEEDLE"), body("y\r\n"), Query::Not(Box::new(body("文本needle")))]);
            assert_eq!(stand.find(&query).await, [1], "{place}");
        }
    }
}

#[tokio::test]
async fn long_headers_are_searched_to_their_end() {
    let field = format!("X-Filler: {}\r\n", "z".repeat(900));
    let message = format!("Subject: a\r\n{}X-Last: found\r\n\r\nbody\r\n", field.repeat(700));
    let stand = with_messages(&[message]).await;
    assert_eq!(stand.find(&header("x-last", "found")).await, [1]);
    assert_eq!(stand.find(&header("x-first", "")).await, []);
    assert_eq!(stand.find(&body("body")).await, [1]);
}

#[tokio::test]
async fn conditions_of_every_cost_combine() {
    let messages: Vec<String> =
        (1..=600).map(|n| format!("Subject: number {n}\r\nX-Odd: {}\r\n\r\nbody {}\r\n", n % 2, n % 3)).collect();
    let stand = with_messages(&messages).await;
    let query = Query::Or(vec![
        Query::And(vec![body("body 2"), header("x-odd", "1"), Query::Subject("7".to_owned())]),
        Query::Uids(UidSet::range(Uid::MIN, Uid::MIN)),
    ]);
    let expected = |n: &u32| *n == 1 || (n % 3 == 2 && n % 2 == 1 && n.to_string().contains('7'));
    assert_eq!(stand.find(&query).await, (1..=600).filter(expected).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_message_that_is_gone_is_not_found() {
    let stand = with_messages(&["\r\none", "\r\ntwo"]).await;
    let version = stand.inbox();
    let first = UidSet::range(Uid::MIN, Uid::MIN);
    stand.account.expunge(version.id, Doomed::Exactly(first)).await.unwrap();
    let expunged = search(&stand.account, &version, &body("o")).await.unwrap();
    assert_eq!(expunged.uids.len(), 2);
    stand.store.tidy(0).await.unwrap();
    let removed = search(&stand.account, &version, &body("o")).await.unwrap();
    assert_eq!(removed.uids.iter().map(Uid::get).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn others_have_their_turn_within_a_long_header() {
    const FIELDS: usize = 6400;
    let stand = with_messages(&[format!("{}\r\nx", "a:b\r\n".repeat(FIELDS))]).await;
    let turns = Arc::new(AtomicUsize::new(0));
    let other = Arc::clone(&turns);
    let other = tokio::spawn(async move {
        loop {
            other.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(stand.find(&text("nowhere")).await, []);
    other.abort();
    let turns = turns.load(Ordering::Relaxed);
    assert!(turns >= FIELDS / 64, "{turns}");
}
