//! BODY[…] and the RFC822 items.

use std::num::NonZeroU32;

use posthouse_imap_wire::command::BodySection;
use posthouse_imap_wire::{Part, Partial, Section, SectionText};

use super::*;

/// `BODY.PEEK[part.text]<partial>`
pub(super) fn section(part: &[u32], text: Option<SectionText>, partial: Option<(u64, u64)>) -> FetchItem {
    let part = Part(part.iter().filter_map(|number| NonZeroU32::new(*number)).collect());
    let partial = partial.map(|(origin, length)| Partial { origin, length });
    FetchItem::Section(BodySection { peek: true, section: Section { part, text }, partial })
}

fn names(names: &[&str]) -> Vec<Box<[u8]>> {
    names.iter().map(|name| name.as_bytes().into()).collect()
}

/// What an item brings of the one message of a stand: `None` for NIL.
async fn one(stand: &Stand, item: &FetchItem) -> Option<Vec<u8>> {
    let octets = stand.fetch(std::slice::from_ref(item)).await;
    if octets.ends_with(b" NIL)\r\n") {
        return None;
    }
    let at = octets.windows(3).position(|window| window == b"}\r\n").unwrap();
    let open = octets[..at].iter().rposition(|byte| *byte == b'{').unwrap();
    let length: usize = std::str::from_utf8(&octets[open + 1..at]).unwrap().parse().unwrap();
    let text = octets[at + 3..].strip_suffix(b")\r\n").unwrap();
    assert_eq!(text.len(), length);
    Some(text.to_vec())
}

const HEADER: &str = "Subject: mp\r\nTo: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
const INNER_HEADER: &str = "Subject: inner\r\nContent-Type: multipart/alternative; boundary=c\r\nTo: x\r\n\r\n";
const INNER_TEXT: &str = "--c\r\n\r\nleft\r\n--c\r\nContent-Type: text/html\r\n\r\nright\r\n--c--";

fn nested() -> String {
    format!(
        "{HEADER}pre\r\n--b\r\nX-A: 1\r\n\r\none\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
         {INNER_HEADER}{INNER_TEXT}\r\n--b--\r\nepi\r\n"
    )
}

#[tokio::test]
async fn every_kind_of_section() {
    use SectionText::{Header, HeaderFields, HeaderFieldsNot, Mime, Text};
    let stand = Stand::with(&[nested()]).await;
    let text = nested().strip_prefix(HEADER).unwrap().to_owned();
    let inner = format!("{INNER_HEADER}{INNER_TEXT}");
    let cases: Vec<(FetchItem, Option<&str>)> = vec![
        (FetchItem::Rfc822Header, Some(HEADER)),
        (FetchItem::Rfc822Text, Some(&text)),
        (section(&[], Some(Header), None), Some(HEADER)),
        (section(&[], Some(Text), None), Some(&text)),
        (section(&[], Some(HeaderFields(names(&["TO"]))), None), Some("To: a\r\n\r\n")),
        (section(&[], Some(HeaderFieldsNot(names(&["content-type"]))), None), Some("Subject: mp\r\nTo: a\r\n\r\n")),
        (section(&[1], None, None), Some("one")),
        (section(&[1], Some(Mime), None), Some("X-A: 1\r\n\r\n")),
        (section(&[2], None, None), Some(&inner)),
        (section(&[2], Some(Mime), None), Some("Content-Type: message/rfc822\r\n\r\n")),
        (section(&[2], Some(Header), None), Some(INNER_HEADER)),
        (section(&[2], Some(Text), None), Some(INNER_TEXT)),
        (section(&[2], Some(HeaderFields(names(&["to", "none"]))), None), Some("To: x\r\n\r\n")),
        (section(&[2, 1], None, None), Some("left")),
        (section(&[2, 1], Some(Mime), None), Some("\r\n")),
        (section(&[2, 2], None, None), Some("right")),
        (section(&[2, 2], Some(Mime), None), Some("Content-Type: text/html\r\n\r\n")),
        (section(&[3], None, None), None),
        (section(&[1, 1], None, None), None),
        (section(&[2, 3], Some(Mime), None), None),
        (section(&[1], Some(Header), None), None),
        (section(&[1], Some(Text), None), None),
        (section(&[2, 1], Some(HeaderFields(names(&["to"]))), None), None),
    ];
    for (item, expected) in cases {
        let found = one(&stand, &item).await;
        assert_eq!(found.as_deref(), expected.map(str::as_bytes), "{item:?}");
    }
    for item in [FetchItem::Rfc822, section(&[], None, None)] {
        assert_eq!(one(&stand, &item).await.unwrap(), nested().into_bytes());
    }
}

#[tokio::test]
async fn part_one_of_a_message_without_parts_is_its_body() {
    let stand = Stand::with(&["A: b\r\n\r\ntext"]).await;
    assert_eq!(one(&stand, &section(&[1], None, None)).await.unwrap(), b"text");
    assert_eq!(one(&stand, &section(&[1], Some(SectionText::Mime), None)).await.unwrap(), b"A: b\r\n\r\n");
    assert_eq!(one(&stand, &section(&[2], None, None)).await, None);
}

#[tokio::test]
async fn partials_count_octets_from_nought() {
    let stand = Stand::with(&["To: ab\r\nCc: c\r\n\r\ntext"]).await;
    let fields = || Some(SectionText::HeaderFields(names(&["to"])));
    let cases = [
        (section(&[], None, Some((0, 3))), "BODY[]<0> {3}\r\nTo:"),
        (section(&[], None, Some((18, 9))), "BODY[]<18> {3}\r\next"),
        (section(&[], None, Some((21, 1))), "BODY[]<21> {0}\r\n"),
        (section(&[], None, Some((u64::MAX, u64::MAX))), "BODY[]<18446744073709551615> {0}\r\n"),
        (section(&[1], None, Some((1, 2))), "BODY[1]<1> {2}\r\nex"),
        (section(&[], fields(), Some((4, 100))), "BODY[HEADER.FIELDS (to)]<4> {6}\r\nab\r\n\r\n"),
        (section(&[], fields(), Some((10, 1))), "BODY[HEADER.FIELDS (to)]<10> {0}\r\n"),
        (section(&[9], None, Some((1, 2))), "BODY[9]<1> NIL"),
    ];
    for (item, expected) in cases {
        let response = format!("* 1 FETCH ({expected})\r\n");
        assert_eq!(String::from_utf8(stand.fetch(&[item]).await).unwrap(), response);
    }
}

#[tokio::test]
async fn octets_go_out_as_they_are() {
    let message: Vec<u8> = [b"A: \0\x80\xff\r\n\r\n".as_slice(), &(0..=255).collect::<Vec<u8>>(), b"\n\r\0"].concat();
    let stand = Stand::with(&[&message]).await;
    assert_eq!(one(&stand, &FetchItem::Rfc822).await.unwrap(), message);
}

#[tokio::test]
async fn several_texts_come_in_the_order_asked_for() {
    let stand = Stand::with(&["To: a\r\n\r\ntext"]).await;
    let items =
        [section(&[], Some(SectionText::Text), None), FetchItem::Uid, section(&[], Some(SectionText::Header), None)];
    let expected = "* 1 FETCH (BODY[TEXT] {4}\r\ntext UID 1 BODY[HEADER] {9}\r\nTo: a\r\n\r\n)\r\n";
    assert_eq!(String::from_utf8(stand.fetch(&items).await).unwrap(), expected);
}

#[tokio::test]
async fn long_texts_stream() {
    let line: String = ('a'..='z').cycle().take(97).collect::<String>() + "\r\n";
    let body = line.repeat(30_000);
    let message = format!("Subject: long\r\n\r\n{body}");
    let stand = Stand::with(&[message.as_bytes(), b"short", message.as_bytes()]).await;
    let octets = stand.fetch(&[FetchItem::Rfc822, FetchItem::Uid]).await;
    let long = |n: u32| format!("* {n} FETCH (RFC822 {{{}}}\r\n{message} UID {n})\r\n", message.len());
    let expected = format!("{}* 2 FETCH (RFC822 {{5}}\r\nshort UID 2)\r\n{}", long(1), long(3));
    assert!(octets == expected.as_bytes());
    let items = [section(&[], Some(SectionText::Text), Some((1_000_003, 500_000))), FetchItem::Rfc822Header];
    let part = &body[1_000_003..1_500_003];
    let octets = stand.fetch(&items).await;
    let first =
        format!("* 1 FETCH (BODY[TEXT]<1000003> {{500000}}\r\n{part} RFC822.HEADER {{17}}\r\nSubject: long\r\n\r\n)");
    assert!(octets.starts_with(first.as_bytes()));
}
