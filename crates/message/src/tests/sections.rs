use crate::{Content, Index, index};

/// The message of RFC 9051 §6.4.5.1, with its part numbers as texts.
const MESSAGE: &str = "\
Content-Type: multipart/mixed; boundary=a\r\n\r\n\
--a\r\n\r\n1\r\n\
--a\r\nContent-Type: application/octet-stream\r\n\r\n2\r\n\
--a\r\nContent-Type: message/rfc822\r\n\r\n\
Subject: 3\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
--b\r\n\r\n3.1\r\n\
--b\r\nContent-Type: application/octet-stream\r\n\r\n3.2\r\n\
--b--\r\n\
--a\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n\
--c\r\nContent-Type: image/gif\r\n\r\n4.1\r\n\
--c\r\nContent-Type: message/rfc822\r\n\r\n\
Subject: 4.2\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n\
--d\r\n\r\n4.2.1\r\n\
--d\r\nContent-Type: multipart/alternative; boundary=e\r\n\r\n\
--e\r\n\r\n4.2.2.1\r\n\
--e\r\nContent-Type: text/richtext\r\n\r\n4.2.2.2\r\n\
--e--\r\n\
--d--\r\n\
--c--\r\n\
--a--\r\n";

fn body<'a>(index: &Index, message: &'a str, section: &[u32]) -> Option<&'a str> {
    let body = &index.part(section)?.body;
    message.get(body.start as usize..body.end as usize)
}

#[test]
fn the_example_of_rfc_9051_6_4_5_1() {
    let index = index(MESSAGE.as_bytes());
    for section in [&[1][..], &[2], &[3, 1], &[3, 2], &[4, 1], &[4, 2, 1], &[4, 2, 2, 1], &[4, 2, 2, 2]] {
        let number = section.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        assert_eq!(body(&index, MESSAGE, section), Some(number.as_str()));
    }
    let subject = |section: &[u32]| match &index.part(section).unwrap().content {
        Content::Message { envelope, .. } => envelope.subject.clone(),
        _ => None,
    };
    assert_eq!(subject(&[3]).as_deref(), Some(&b"3"[..]));
    assert_eq!(subject(&[4, 2]).as_deref(), Some(&b"4.2"[..]));
    assert!(index.part(&[4, 2, 2]).unwrap().is("multipart", "alternative"));
    assert_eq!(body(&index, MESSAGE, &[]).unwrap().len() as u64, index.size - index.root.header.end);
}

#[test]
fn parts_that_are_not_there() {
    let index = index(MESSAGE.as_bytes());
    for section in [&[0][..], &[5], &[1, 1], &[3, 3], &[3, 0], &[3, 1, 1], &[4, 3], &[4, 2, 2, 3], &[u32::MAX]] {
        assert_eq!(index.part(section), None, "{section:?}");
    }
}

#[test]
fn a_message_without_multipart_has_part_1() {
    let message = "Subject: x\r\n\r\nbody\r\n";
    let index = index(message.as_bytes());
    assert_eq!(body(&index, message, &[1]), Some("body\r\n"));
    assert_eq!(index.part(&[1]), Some(&index.root));
    assert_eq!(index.part(&[2]), None);
    assert_eq!(index.part(&[1, 1]), None);
}

#[test]
fn a_message_that_is_only_a_message() {
    let message = "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ninner";
    let index = index(message.as_bytes());
    assert_eq!(body(&index, message, &[1]), Some("Subject: x\r\n\r\ninner"));
    assert_eq!(body(&index, message, &[1, 1]), Some("inner"));
    assert_eq!(index.part(&[1, 2]), None);
    assert_eq!(index.part(&[1, 1, 1]), None);
}

#[test]
fn attachments() {
    let has = |header: &str| index(format!("{header}\r\n\r\nx").as_bytes()).has_attachment();
    assert!(has("Content-Disposition: attachment"));
    assert!(has("Content-Type: image/png; name=x.png"));
    assert!(has("Content-Type: image/png; name=x.png\r\nContent-Disposition: inline"));
    assert!(!has("Content-Type: image/png; name=x.png\r\nContent-ID: <1>\r\nContent-Disposition: inline"));
    assert!(!has("Content-Type: text/plain; name=x.txt\r\nContent-Disposition: inline"));
    assert!(!has("Content-Type: application/pgp-signature; name=signature.asc"));
    assert!(!has("Content-Type: text/plain"));
    assert!(index(MESSAGE.as_bytes()).has_attachment());
}

#[test]
fn a_leaf_that_claims_an_inside_is_shown_as_bytes() {
    let shown = |header: &str| {
        let root = index(format!("{header}\r\n\r\nx").as_bytes()).root;
        let (media_type, subtype) = root.bodystructure_type();
        format!("{media_type}/{subtype}")
    };
    assert_eq!(shown("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64"), "application/octet-stream");
    assert_eq!(shown("Content-Type: message/rfc822"), "message/rfc822");
    assert_eq!(shown("Content-Type: message/delivery-status"), "message/delivery-status");
    assert_eq!(shown("Content-Type: TEXT/X-Own"), "text/x-own");
}
