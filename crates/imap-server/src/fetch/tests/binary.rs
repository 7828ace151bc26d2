//! BINARY[…] and BINARY.SIZE[…].

use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use posthouse_imap_wire::command::BinarySection;
use posthouse_imap_wire::{Part, Partial};

use super::*;

fn part(numbers: &[u32]) -> Part {
    Part(numbers.iter().filter_map(|number| NonZeroU32::new(*number)).collect())
}

fn binary(numbers: &[u32], partial: Option<(u64, u64)>) -> FetchItem {
    let partial = partial.map(|(origin, length)| Partial { origin, length });
    FetchItem::Binary(BinarySection { peek: true, part: part(numbers), partial })
}

fn size(numbers: &[u32]) -> FetchItem {
    FetchItem::BinarySize(part(numbers))
}

/// What the response for the one message has, as text.
async fn one(stand: &Stand, item: FetchItem) -> String {
    let response = String::from_utf8_lossy(&stand.fetch(&[item]).await).into_owned();
    response.strip_prefix("* 1 FETCH (").unwrap().strip_suffix(")\r\n").unwrap().to_owned()
}

fn leaf(header: &str, body: &str) -> String {
    format!("--b\r\n{header}\r\n\r\n{body}\r\n")
}

/// One part for each encoding, and one with parts.
fn mixed() -> String {
    [
        "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
        &leaf("Content-Type: image/png\r\nContent-Transfer-Encoding: base64", "aGVs\r\nbG8h"),
        &leaf("Content-Transfer-Encoding: quoted-printable", "a=3Db=\r\nc=0Ad\ne"),
        &leaf("Content-Transfer-Encoding: x-uuencode", "begin 644 x\r\n#8V%T\r\n`\r\nend"),
        &leaf("Content-Type: application/x; a=b\r\nContent-Transfer-Encoding: base64", "YQBi"),
        &leaf("Content-Transfer-Encoding: 8bit", "one\ntwo"),
        &leaf("Content-Type: application/x\r\nContent-Transfer-Encoding: binary", "one\n\0wo"),
        &leaf("Content-Transfer-Encoding: x-secret", "zzz"),
        &leaf("Content-Type: message/rfc822", "A: b\n\ntext\n"),
        "--b--\r\n",
    ]
    .concat()
}

#[tokio::test]
async fn every_encoding_is_taken_off() {
    let stand = Stand::with(&[mixed()]).await;
    let cases = [
        (binary(&[1], None), "BINARY[1] {6}\r\nhello!"),
        (size(&[1]), "BINARY.SIZE[1] 6"),
        // A line end is CRLF; an octet that was encoded is what it was.
        (binary(&[2], None), "BINARY[2] {9}\r\na=bc\nd\r\ne"),
        (size(&[2]), "BINARY.SIZE[2] 9"),
        (binary(&[3], None), "BINARY[3] {3}\r\ncat"),
        (binary(&[4], None), "BINARY[4] ~{3}\r\na\0b"),
        (size(&[4]), "BINARY.SIZE[4] 3"),
        (binary(&[5], None), "BINARY[5] {8}\r\none\r\ntwo"),
        (size(&[5]), "BINARY.SIZE[5] 8"),
        (binary(&[6], None), "BINARY[6] ~{7}\r\none\n\0wo"),
        (size(&[6]), "BINARY.SIZE[6] 7"),
        (binary(&[8], None), "BINARY[8] {11}\r\nA: b\n\ntext\n"),
        (binary(&[8, 1], None), "BINARY[8.1] {6}\r\ntext\r\n"),
        (binary(&[9], None), "BINARY[9] NIL"),
        (size(&[9]), "BINARY.SIZE[9] 0"),
    ];
    for (item, expected) in cases {
        assert_eq!(one(&stand, item.clone()).await, expected, "{item:?}");
    }
}

#[tokio::test]
async fn the_whole_message_is_as_it_is_stored() {
    let message = mixed();
    let stand = Stand::with(&[&message]).await;
    let length = message.len();
    assert_eq!(one(&stand, binary(&[], None)).await, format!("BINARY[] ~{{{length}}}\r\n{message}"));
    assert_eq!(one(&stand, size(&[])).await, format!("BINARY.SIZE[] {length}"));
    assert_eq!(one(&stand, binary(&[], Some((0, 10)))).await, "BINARY[]<0> {10}\r\nSubject: x");
}

#[tokio::test]
async fn partials_count_decoded_octets() {
    let stand = Stand::with(&[mixed()]).await;
    let cases = [
        (binary(&[1], Some((0, 2))), "BINARY[1]<0> {2}\r\nhe"),
        (binary(&[1], Some((4, 100))), "BINARY[1]<4> {2}\r\no!"),
        (binary(&[1], Some((6, 1))), "BINARY[1]<6> {0}\r\n"),
        (binary(&[1], Some((u64::MAX, u64::MAX))), "BINARY[1]<18446744073709551615> {0}\r\n"),
        // NUL counts only where it is sent.
        (binary(&[4], Some((0, 1))), "BINARY[4]<0> {1}\r\na"),
        (binary(&[4], Some((1, 1))), "BINARY[4]<1> ~{1}\r\n\0"),
        (binary(&[5], Some((4, 2))), "BINARY[5]<4> {2}\r\n\nt"),
        (binary(&[6], Some((3, 2))), "BINARY[6]<3> ~{2}\r\n\n\0"),
        (binary(&[9], Some((0, 1))), "BINARY[9]<0> NIL"),
    ];
    for (item, expected) in cases {
        assert_eq!(one(&stand, item.clone()).await, expected, "{item:?}");
    }
}

#[tokio::test]
async fn an_unknown_encoding_hides_no_other_message() {
    let stand = Stand::with(&[mixed(), "Content-Type: text/plain\r\n\r\nhi".into()]).await;
    for (item, expected) in [(binary(&[7], None), "BINARY[7] NIL"), (size(&[7]), "BINARY.SIZE[7] 0")] {
        let (octets, fetched) = stand.fetch_of(&stand.view(), &[item]).await;
        assert_eq!(String::from_utf8(octets).unwrap(), format!("* 2 FETCH ({expected})\r\n"));
        assert!(fetched.unwrap().unknown_encoding);
    }
}

#[tokio::test]
async fn long_contents_stream() {
    let content: Vec<u8> = (0..700_001u32).map(|n| (n % 251) as u8 + 1).collect();
    let encoded = STANDARD.encode(&content);
    let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let header = "Content-Type: application/x\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    let message = format!("{header}{}\r\n", lines.join("\r\n"));
    let stand = Stand::with(&[message]).await;
    let octets = stand.fetch(&[binary(&[1], None), size(&[1]), FetchItem::Uid]).await;
    let expected = [b"* 1 FETCH (BINARY[1] {700001}\r\n", &content[..], b" BINARY.SIZE[1] 700001 UID 1)\r\n"].concat();
    assert!(octets == expected);
    for (origin, length) in [(500_000, 150_000), (699_000, 500_000), (100, 200)] {
        let octets = stand.fetch(&[binary(&[1], Some((origin as u64, length as u64)))]).await;
        let part = &content[origin..(origin + length).min(content.len())];
        let head = format!("* 1 FETCH (BINARY[1]<{origin}> {{{}}}\r\n", part.len());
        assert!(octets == [head.as_bytes(), part, b")\r\n"].concat(), "{origin}");
    }
}
