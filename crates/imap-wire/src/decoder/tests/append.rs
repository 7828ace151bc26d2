use super::*;
use crate::{Date, DateTime, MailboxError};

fn start(name: &str, mailbox: &str, size: u64, synchronizing: bool) -> AppendStart {
    AppendStart {
        tag: tag(name),
        mailbox: Mailbox::new(mailbox),
        flags: vec![],
        internal_date: None,
        literal: LiteralInfo { size, synchronizing, binary: false },
    }
}

#[test]
fn a_message_is_streamed() {
    // RFC 9051 §6.3.12
    let bytes = b"A003 APPEND saved-messages (\\Seen $Junk) \" 7-Feb-1994 21:52:25 -0800\" {5}\r\nDate:\r\n1 NOOP\r\n";
    let moment = DateTime::new(Date::new(1994, 2, 7).unwrap(), (21, 52, 25), -480).unwrap();
    let start = AppendStart {
        flags: vec![Flag::Seen, Flag::Keyword("$Junk".into())],
        internal_date: Some(moment),
        ..start("A003", "saved-messages", 5, true)
    };
    let expected = [Event::AppendStart(start), Event::AppendData(b"Date:".to_vec()), Event::AppendEnd, noop("1")];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn the_mailbox_may_be_a_literal_too() {
    let expected = |name, size, synchronizing| Event::AppendStart(start(name, "a b", size, synchronizing));
    let data = |octets: &[u8]| Event::AppendData(octets.to_vec());
    assert_eq!(
        read_all(b"1 APPEND {3}\r\na b {2+}\r\nhi\r\n"),
        [Event::ContinuationNeeded, expected("1", 2, false), data(b"hi"), Event::AppendEnd]
    );
    assert_eq!(
        read_all(b"1 append \"a b\" () {1}\r\n\0 \r\n"),
        [expected("1", 1, true), data(b"\0"), Event::AppendEnd]
    );
}

#[test]
fn a_large_message_comes_in_pieces_as_it_was_pushed() {
    let mut decoder = Decoder::new(Limits::AUTHENTICATED);
    decoder.push(b"1 APPEND x {100000}\r\n");
    assert!(matches!(decoder.next_event(), Ok(Some(Event::AppendStart(_)))));
    assert_eq!(decoder.next_event(), Ok(None), "nothing before the decision");
    decoder.accept_literal();
    for _ in 0..10 {
        decoder.push(&[b'x'; 10_000]);
        assert_eq!(decoder.next_event(), Ok(Some(Event::AppendData(vec![b'x'; 10_000]))));
        assert_eq!(decoder.next_event(), Ok(None));
    }
    decoder.push(b"\r\n");
    assert_eq!(decoder.next_event(), Ok(Some(Event::AppendEnd)));
}

#[test]
fn an_empty_message_has_no_data() {
    assert_eq!(read_all(b"1 APPEND x {0}\r\n\r\n"), [Event::AppendStart(start("1", "x", 0, true)), Event::AppendEnd]);
}

#[test]
fn a_synchronizing_literal_once_refused_does_not_come() {
    let mut decoder = Decoder::new(Limits::AUTHENTICATED);
    decoder.push(b"1 APPEND x {100}\r\n");
    assert!(matches!(decoder.next_event(), Ok(Some(Event::AppendStart(_)))));
    decoder.refuse_literal();
    decoder.push(b"2 NOOP\r\n");
    assert_eq!(decoder.next_event(), Ok(Some(noop("2"))));
}

#[test]
fn a_refused_literal_that_comes_all_the_same_is_dropped() {
    let mut decoder = Decoder::new(Limits::AUTHENTICATED);
    decoder.push(b"1 APPEND x {8+}\r\n9 NOOP\r\n\r\n2 NOOP\r\n");
    assert!(matches!(decoder.next_event(), Ok(Some(Event::AppendStart(_)))));
    decoder.refuse_literal();
    assert_eq!(decoder.next_event(), Ok(Some(noop("2"))));
}

#[test]
fn a_message_must_be_followed_by_the_end_of_the_line() {
    let reason = Reason::Syntax { command: "APPEND", expected: "one message" };
    let broken = |name| Event::AppendRejected(Rejected { tag: Some(tag(name)), reason });
    let begun = |name| Event::AppendStart(start(name, "x", 1, false));
    let data = || Event::AppendData(b"m".to_vec());
    let bytes = b"1 APPEND x {1+}\r\nm foo\r\n2 APPEND x {1+}\r\nm {8+}\r\n9 NOOP\r\n\r\n3 NOOP\r\n";
    let expected = [begun("1"), data(), broken("1"), begun("2"), data(), broken("2"), noop("3")];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn a_head_that_is_wrong_needs_no_message() {
    let syntax = |expected| Reason::Syntax { command: "APPEND", expected };
    let cases: [(&str, Reason); 6] = [
        ("1 APPEND R&D {8+}", Reason::Mailbox(MailboxError::ModifiedUtf7)),
        ("1 APPEND x (\\Recent) {8+}", syntax("a system flag that can be set")),
        ("1 APPEND x \"yesterday\" {8+}", syntax("a date and time such as \" 1-Feb-2003 04:05:06 +0000\"")),
        ("1 APPEND x foo {8+}", syntax("flags, a date or a literal")),
        ("1 APPEND x{8+}", syntax("a space")),
        ("1 APPENDIX x {8+}", Reason::UnknownCommand),
    ];
    for (head, reason) in cases {
        let bytes = format!("{head}\r\n9 NOOP\r\n\r\n2 NOOP\r\n");
        assert_eq!(read_all(bytes.as_bytes()), [rejected("1", reason), noop("2")], "{head}");
    }
}

#[test]
fn a_message_is_a_literal() {
    let reason = Reason::Syntax { command: "APPEND", expected: "a message as a literal" };
    for line in ["1 APPEND x \"quoted\"\r\n", "1 APPEND x\r\n", "1 APPEND {1+}\r\nx\r\n"] {
        assert_eq!(read_all(line.as_bytes()), [rejected("1", reason)], "{line}");
    }
}
