use std::num::NonZeroU32;

use super::*;
use crate::{Part, SectionText};

fn parse(url: &str) -> Option<ImapUrl> {
    ImapUrl::parse(url.as_bytes())
}

fn message(mailbox: UrlMailbox, uid: u32) -> ImapUrl {
    ImapUrl {
        server: None,
        mailbox,
        uid_validity: None,
        uid: Uid::new(uid).unwrap(),
        section: Section::default(),
        partial: None,
        authorization: None,
    }
}

fn named(name: &str) -> UrlMailbox {
    UrlMailbox::Named(name.into())
}

fn part(numbers: &[u32]) -> Part {
    Part(numbers.iter().filter_map(|number| NonZeroU32::new(*number)).collect())
}

#[test]
fn urls_of_messages() {
    // RFC 4469 A, RFC 8508 §4.2
    let validity = UidValidity::new(385_759_045);
    let header = Section { part: Part::default(), text: Some(SectionText::Header) };
    let mime = Section { part: part(&[1]), text: Some(SectionText::Mime) };
    let cases = [
        ("/Drafts/;UID=3002", message(named("Drafts"), 3002)),
        (
            "/Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER",
            ImapUrl { uid_validity: validity, section: header, ..message(named("Drafts"), 20) },
        ),
        (
            "/Drafts;uidvalidity=385759045/;uid=20/;Section=1.MIME",
            ImapUrl { uid_validity: validity, section: mime, ..message(named("Drafts"), 20) },
        ),
        ("/a/b%2Fc%20%c3%a9/;UID=1", message(named("a/b/c é"), 1)),
        ("a/;UID=1", message(UrlMailbox::Below("a".into()), 1)),
        (";UID=1", message(UrlMailbox::Selected, 1)),
    ];
    for (url, expected) in cases {
        assert_eq!(parse(url), Some(expected), "{url}");
    }
}

#[test]
fn servers_and_partials() {
    let url = parse("IMAP://j%6fe;AUTH=*@Example.com:1143/INBOX/;uid=20/;section=1.2/;partial=5.1024").unwrap();
    let server = UrlServer { user: Some("joe".into()), host: "example.com".into(), port: Some(1143) };
    assert_eq!(url.server, Some(server));
    assert_eq!(url.section, Section { part: part(&[1, 2]), text: None });
    assert_eq!(url.partial, Some(UrlPartial { origin: 5, length: Some(1024) }));
    let url = parse("imap://[::1]/INBOX/;UID=20/;PARTIAL=7").unwrap();
    assert_eq!(url.server, Some(UrlServer { user: None, host: "[::1]".into(), port: None }));
    assert_eq!(url.partial, Some(UrlPartial { origin: 7, length: None }));
    let fields = parse(";UID=1/;SECTION=HEADER.FIELDS%20(To%20Cc)/;PARTIAL=0.3").unwrap();
    assert!(matches!(fields.section.text, Some(SectionText::HeaderFields(names)) if names.len() == 2));
}

#[test]
fn authorizations() {
    // RFC 4467 §7
    let rump = "imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred";
    let authorization = parse(rump).unwrap().authorization.unwrap();
    let expected =
        UrlAuthorization { expires: None, access: UrlAccess::Submit("fred".into()), rump: rump.len(), verifier: None };
    assert_eq!(authorization, expected);
    let token = "91354a473744909de610943775f92038";
    let full = format!("{rump}:internal:{token}");
    let verifier = parse(&full).unwrap().authorization.unwrap();
    assert_eq!(verifier.rump, rump.len());
    let UrlVerifier { mechanism, token } = verifier.verifier.unwrap();
    assert_eq!((mechanism.as_str(), token.len(), token[0]), ("INTERNAL", 16, 0x91));
    for (text, access) in [
        ("anonymous", UrlAccess::Anonymous),
        ("AuthUser", UrlAccess::AuthUser),
        ("user+a%40b", UrlAccess::User("a@b".into())),
    ] {
        let url = parse(&format!("imap://joe@x/INBOX/;UID=1;EXPIRE=2008-07-16T13:00:01.5-08:00;URLAUTH={text}"));
        let authorization = url.unwrap().authorization.unwrap();
        assert_eq!(authorization.access, access);
        assert_eq!(authorization.expires.unwrap().unix_seconds(), 1_216_242_001);
    }
    let utc = parse("imap://joe@x/INBOX/;UID=1;expire=1970-01-01t00:00:09z;URLAUTH=anonymous").unwrap();
    assert_eq!(utc.authorization.unwrap().expires.unwrap().unix_seconds(), 9);
}

#[test]
fn what_names_no_message() {
    let token = "0".repeat(31);
    let cases = [
        "",
        "/",
        "imap://example.com",
        "imap://example.com/",
        "imap:///INBOX/;UID=1",
        "imap://a%zz@b/INBOX/;UID=1",
        "imap://a:x/INBOX/;UID=1",
        "imap://a;UID=1",
        "http://example.com/INBOX/;UID=1",
        "//example.com/INBOX/;UID=1",
        "/INBOX",
        "/INBOX;UIDVALIDITY=1",
        "/INBOX/?SUBJECT%20x",
        "/INBOX;UID=1",
        "//;UID=1x",
        "/INBOX/;UID=0",
        "/INBOX/;UID=4294967296",
        "/INBOX/;UID=+1",
        "/INBOX/;UID=1/;UID=2",
        "/INBOX/;UID=1;SECTION=1",
        "/INBOX/;UID=1/;SECTION=",
        "/INBOX/;UID=1/;SECTION=HEADER]",
        "/INBOX/;UID=1/;SECTION=MIME",
        "/INBOX/;UID=1/;PARTIAL=1.0",
        "/INBOX/;UID=1/;PARTIAL=",
        "/INBOX/;UID=1/;PARTIAL=1/;SECTION=1",
        "/INBOX/;UID=1/;EXTRA=1",
        "/INBOX;UIDVALIDITY=0/;UID=1",
        "/IN BOX/;UID=1",
        "/IN%BOX/;UID=1",
        "/IN%ff/;UID=1",
        "/INBOX/;UID=1;EXPIRE=2008-07-16T13:00:01Z",
        "/INBOX/;UID=1;EXPIRE=2008-07-16;URLAUTH=anonymous",
        "/INBOX/;UID=1;EXPIRE=2008-13-16T13:00:01Z;URLAUTH=anonymous",
        "/INBOX/;UID=1;URLAUTH=nobody",
        "/INBOX/;UID=1;URLAUTH=user+",
        "/INBOX/;UID=1;URLAUTH=anonymous:INTERNAL",
        "/INBOX/;UID=1;URLAUTH=anonymous:INTERNAL:",
        &format!("/INBOX/;UID=1;URLAUTH=anonymous:INTERNAL:{token}"),
        &format!("/INBOX/;UID=1;URLAUTH=anonymous:INTERNAL:{token}00"),
        &format!("/INBOX/;UID=1;URLAUTH=anonymous:INTERNAL:{token}g"),
        &format!("/INBOX/;UID=1;URLAUTH=anonymous::{token}0"),
    ];
    for url in cases {
        assert_eq!(parse(url), None, "{url}");
    }
}
