use super::*;

#[test]
fn literals_of_both_kinds_are_gathered() {
    // RFC 7888 §3
    let expected = login("A001", "FRED FOOBAR", "fat man");
    assert_eq!(read_all(b"A001 LOGIN {11+}\r\nFRED FOOBAR {7+}\r\nfat man\r\n"), std::slice::from_ref(&expected));
    assert_eq!(
        read_all(b"A001 LOGIN {11}\r\nFRED FOOBAR {7}\r\nfat man\r\n"),
        [Event::ContinuationNeeded, Event::ContinuationNeeded, expected]
    );
}

#[test]
fn what_is_in_a_literal_means_nothing() {
    let bytes = b"1 LOGIN {5+}\r\n{9+}\n {4+}\r\na\r\nb\r\n2 LOGIN a {3+}\r\nbc\r\n\n";
    assert_eq!(read_all(bytes), [login("1", "{9+}\n", "a\r\nb"), login("2", "a", "bc\r"), rejected("", Reason::NoTag)]);
}

#[test]
fn an_empty_literal_is_a_string() {
    assert_eq!(read_all(b"1 LOGIN a {0+}\r\n\r\n2 NOOP\r\n"), [login("1", "a", ""), noop("2")]);
}

#[test]
fn a_literal_without_a_command_is_not_asked_for() {
    // RFC 9051 §7.6
    let bytes = b"A044 BLURDYBLOOP {102856}\r\n1 NOOP\r\n";
    assert_eq!(read_all(bytes), [rejected("A044", Reason::UnknownCommand), noop("1")]);
}

#[test]
fn a_literal_too_big_is_refused_before_it_is_read() {
    let (events, fatal) = read(TIGHT, b"1 LOGIN a {21}\r\n2 LOGIN {20+}\r\n12345678901234567890 {11}\r\n3 NOOP\r\n");
    assert_eq!(fatal, None);
    let too_big = |tag| rejected(tag, Reason::LiteralTooBig);
    assert_eq!(events, [too_big("1"), too_big("2"), noop("3")]);
}

#[test]
fn literal_minus_refuses_what_should_have_been_synchronized() {
    let limits = Limits { non_synchronizing: 4096, ..Limits::AUTHENTICATED };
    let mut bytes = b"1 LOGIN a {4097+}\r\n".to_vec();
    bytes.extend_from_slice(&[b'x'; 4097]);
    bytes.extend_from_slice(b"\r\n2 NOOP\r\n");
    let (events, fatal) = read(limits, &bytes);
    assert_eq!((events, fatal), (vec![rejected("1", Reason::LiteralTooBig), noop("2")], None));
}

#[test]
fn a_size_of_more_than_63_bits_is_a_syntax_error() {
    let events = read_all(b"1 LOGIN a {9223372036854775808}\r\n2 NOOP\r\n");
    let reason = Reason::Syntax { command: "LOGIN", expected: "a number" };
    assert_eq!(events, [rejected("1", reason), noop("2")]);
}

#[test]
fn nul_is_refused_in_literals_and_quoted_strings() {
    let events = read_all(b"1 LOGIN a {1+}\r\n\0\r\n2 LOGIN a \"\0\"\r\n3 NOOP\r\n");
    assert!(matches!(
        events.as_slice(),
        [
            Event::Rejected(Rejected { tag: Some(_), .. }),
            Event::Rejected(Rejected { tag: Some(_), .. }),
            Event::Command(_)
        ]
    ));
}
