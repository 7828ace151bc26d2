use super::*;
use crate::command::Authenticate;

fn authenticate(mechanism: &str, initial: Option<&str>) -> Event {
    let initial = initial.map(|text| Secret::new(text.into()));
    command("1", CommandBody::Authenticate(Authenticate { mechanism: mechanism.into(), initial }))
}

fn data(text: &str) -> Event {
    Event::AuthResponse(AuthResponse::Data(Secret::new(text.into())))
}

#[test]
fn answers_to_challenges_are_decoded() {
    let plain = authenticate("PLAIN", None);
    let cases: [(&[u8], Event); 5] = [
        (b"1 AUTHENTICATE plain\r\ndGVzdA==\r\n2 NOOP\r\n", data("test")),
        (b"1 AUTHENTICATE plain\r\n\r\n2 NOOP\r\n", data("")),
        (b"1 AUTHENTICATE plain\r\n*\r\n2 NOOP\r\n", Event::AuthResponse(AuthResponse::Cancelled)),
        (b"1 AUTHENTICATE plain\r\ndGVzdA\r\n2 NOOP\r\n", Event::AuthResponse(AuthResponse::Invalid)),
        (b"1 AUTHENTICATE plain\r\nb NOOP\r\n2 NOOP\r\n", Event::AuthResponse(AuthResponse::Invalid)),
    ];
    for (bytes, response) in cases {
        assert_eq!(read_all(bytes), [plain.clone(), response, noop("2")]);
    }
}

#[test]
fn an_initial_response_is_decoded() {
    // RFC 4959 §4
    let bytes = b"1 AUTHENTICATE EXTERNAL =\r\n*\r\n1 authenticate plain dGVzdA==\r\n*\r\n";
    let cancelled = || Event::AuthResponse(AuthResponse::Cancelled);
    let expected = [authenticate("EXTERNAL", Some("")), cancelled(), authenticate("PLAIN", Some("test")), cancelled()];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn commands_may_be_pipelined_behind_done() {
    let idle = |name| command(name, CommandBody::Idle);
    let end = Event::IdleEnd;
    let bytes = b"1 IDLE\r\nDONE\r\n2 idle\r\ndone \r\n3 IDLE\r\n4 NOOP\r\n5 NOOP\r\n";
    let expected =
        [idle("1"), end(IdleEnd::Done), idle("2"), end(IdleEnd::Done), idle("3"), end(IdleEnd::Garbage), noop("5")];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn a_reply_has_a_limit() {
    let long = [b'x'; 200];
    let bytes = [b"1 IDLE\r\n".as_slice(), &long, b"\r\n2 AUTHENTICATE X\r\n", &long, b"\r\n3 NOOP\r\n"].concat();
    let (events, fatal) = read(Limits { discard: 1000, ..TIGHT }, &bytes);
    assert_eq!(fatal, None);
    assert!(matches!(
        events.as_slice(),
        [
            Event::Command(_),
            Event::IdleEnd(IdleEnd::Garbage),
            Event::Command(_),
            Event::AuthResponse(AuthResponse::Invalid),
            Event::Command(_)
        ]
    ));
}

#[test]
fn no_secret_is_shown() {
    let shown = format!("{:?}", read_all(b"1 LOGIN alice s3cr3t\r\n1 AUTHENTICATE PLAIN czNjcjN0\r\nczNjcjN0\r\n"));
    assert!(!shown.contains("s3cr3t") && !shown.contains("115, 51"), "{shown}");
}

#[test]
fn what_came_before_tls_can_be_dropped() {
    let mut decoder = Decoder::new(Limits::NOT_AUTHENTICATED);
    decoder.push(b"1 STARTTLS\r\n2 LOGIN mallory x\r\n");
    assert_eq!(decoder.next_event(), Ok(Some(command("1", CommandBody::StartTls))));
    assert_eq!(decoder.take_unread(), b"2 LOGIN mallory x\r\n");
    assert_eq!(decoder.next_event(), Ok(None));
}
