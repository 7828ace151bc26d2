use std::num::NonZeroU32;

use super::*;
use crate::{Date, DateTime, MailboxError, Numbering};

fn start(name: &str, mailbox: &str, size: u64, synchronizing: bool) -> AppendStart {
    let content = AppendContent::Literal(LiteralInfo { size, synchronizing, binary: false });
    AppendStart { tag: tag(name), mailbox: Mailbox::new(mailbox), replaces: None, message: message(content) }
}

fn message(content: AppendContent) -> AppendMessage {
    AppendMessage { flags: vec![], internal_date: None, content }
}

fn literal(size: u64) -> LiteralInfo {
    LiteralInfo { size, synchronizing: true, binary: false }
}

fn data(octets: &[u8]) -> Event {
    Event::AppendData(octets.to_vec())
}

fn url(url: &str) -> Event {
    Event::AppendUrl(url.into())
}

#[test]
fn a_message_is_streamed() {
    // RFC 9051 §6.3.12
    let bytes = b"A003 APPEND saved-messages (\\Seen $Junk) \" 7-Feb-1994 21:52:25 -0800\" {5}\r\nDate:\r\n1 NOOP\r\n";
    let moment = DateTime::new(Date::new(1994, 2, 7).unwrap(), (21, 52, 25), -480).unwrap();
    let mut start = start("A003", "saved-messages", 5, true);
    start.message.flags = vec![Flag::Seen, Flag::Keyword("$Junk".into())];
    start.message.internal_date = Some(moment);
    let expected = [Event::AppendStart(start), Event::AppendData(b"Date:".to_vec()), Event::AppendEnd, noop("1")];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn the_mailbox_may_be_a_literal_too() {
    let expected = |name, size, synchronizing| Event::AppendStart(start(name, "a b", size, synchronizing));
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
fn a_message_must_be_followed_by_the_end_of_the_line_or_another_one() {
    let broken = |name, command, expected| {
        Event::AppendRejected(Rejected { tag: Some(tag(name)), reason: Reason::Syntax { command, expected } })
    };
    let begun = |name| Event::AppendStart(start(name, "x", 1, false));
    let replaces = Some(Replaced { numbering: Numbering::Sequence, number: NonZeroU32::new(4) });
    let replacing = Event::AppendStart(AppendStart { replaces, ..start("2", "x", 1, false) });
    let bytes = b"1 APPEND x {1+}\r\nm foo\r\n2 REPLACE 4 x {1+}\r\nm {8+}\r\n9 NOOP\r\n\r\n3 NOOP\r\n";
    let expected = [
        begun("1"),
        data(b"m"),
        broken("1", "APPEND", "flags, a date or a literal"),
        replacing,
        data(b"m"),
        broken("2", "REPLACE", "one message"),
        noop("3"),
    ];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn several_messages() {
    // RFC 3502 §6.3.11
    let bytes = b"A003 APPEND saved-messages (\\Seen) {3}\r\none (\\Seen) \" 7-Feb-1994 22:43:04 -0800\" {3+}\r\ntwo \
                  {0}\r\n\r\n1 NOOP\r\n";
    let mut first = start("A003", "saved-messages", 3, true);
    first.message.flags = vec![Flag::Seen];
    let moment = DateTime::new(Date::new(1994, 2, 7).unwrap(), (22, 43, 4), -480);
    let content = AppendContent::Literal(LiteralInfo { synchronizing: false, ..literal(3) });
    let second = AppendMessage { flags: vec![Flag::Seen], internal_date: moment, content };
    let expected = [
        Event::AppendStart(first),
        data(b"one"),
        Event::AppendNext(second),
        data(b"two"),
        Event::AppendNext(message(AppendContent::Literal(literal(0)))),
        Event::AppendEnd,
        noop("1"),
    ];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn a_message_may_be_made_of_parts() {
    // RFC 4469 §3
    let bytes = b"A003 APPEND Drafts (\\Seen) CATENATE (URL \"/Drafts/;UID=20/;section=HEADER\" TEXT {5}\r\n\r\n--b \
                  URL {3+}\r\n/a; URL /b TEXT ~{2+}\r\nxy)\r\n1 NOOP\r\n";
    let mut start = start("A003", "Drafts", 0, true);
    start.message = AppendMessage { flags: vec![Flag::Seen], ..message(AppendContent::Catenate) };
    let expected = [
        Event::AppendStart(start),
        url("/Drafts/;UID=20/;section=HEADER"),
        Event::AppendText(literal(5)),
        data(b"\r\n--b"),
        url("/a;"),
        url("/b"),
        Event::AppendText(LiteralInfo { size: 2, synchronizing: false, binary: true }),
        data(b"xy"),
        Event::AppendEnd,
        noop("1"),
    ];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn parts_need_no_literal() {
    let catenate = |name, mailbox| {
        let message = message(AppendContent::Catenate);
        Event::AppendStart(AppendStart { message, ..start(name, mailbox, 0, true) })
    };
    let bytes = b"1 APPEND x CATENATE (URL a URL b)\r\n2 APPEND {1+}\r\ny CATENATE (url {1}\r\nc ) CATENATE (URL d) {1}\r\ne\r\n";
    let expected = [
        catenate("1", "x"),
        url("a"),
        url("b"),
        Event::AppendEnd,
        Event::ContinuationNeeded,
        catenate("2", "y"),
        url("c"),
        Event::AppendNext(message(AppendContent::Catenate)),
        url("d"),
        Event::AppendNext(message(AppendContent::Literal(literal(1)))),
        data(b"e"),
        Event::AppendEnd,
    ];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn messages_in_utf8() {
    // RFC 6855 §4
    let binary = |size| LiteralInfo { size, synchronizing: false, binary: true };
    let utf8 = |name| {
        let message = message(AppendContent::Utf8(binary(2)));
        Event::AppendStart(AppendStart { message, ..start(name, "x", 0, true) })
    };
    let second = Event::AppendNext(message(AppendContent::Utf8(binary(1))));
    let text = "1 APPEND x UTF8 (~{2+}\r\né)\r\n2 APPEND x utf8 (~{2+}\r\né) UTF8 (~{1+}\r\nm)\r\n3 APPEND x UTF8 (~{2+}\r\né\r\n";
    let broken = Reason::Syntax { command: "APPEND", expected: "a closing parenthesis" };
    let expected = [
        utf8("1"),
        data("é".as_bytes()),
        Event::AppendEnd,
        utf8("2"),
        data("é".as_bytes()),
        second,
        data(b"m"),
        Event::AppendEnd,
        utf8("3"),
        data("é".as_bytes()),
        Event::AppendRejected(Rejected { tag: Some(tag("3")), reason: broken }),
    ];
    assert_eq!(read_all(text.as_bytes()), expected);
}

#[test]
fn replacements() {
    // RFC 8508 §3
    let replace = |name, numbering, number, message| {
        let replaces = Some(Replaced { numbering, number: NonZeroU32::new(number) });
        Event::AppendStart(AppendStart { replaces, message, ..start(name, "Drafts", 0, true) })
    };
    let plain = || message(AppendContent::Literal(literal(1)));
    let bytes = b"A003 REPLACE 4 Drafts {1}\r\nm\r\nA004 uid replace 2000 Drafts {1}\r\nm\r\n\
                  5 REPLACE * Drafts CATENATE (TEXT {1}\r\nm URL /x)\r\n";
    let expected = [
        replace("A003", Numbering::Sequence, 4, plain()),
        data(b"m"),
        Event::AppendEnd,
        replace("A004", Numbering::Uid, 2000, plain()),
        data(b"m"),
        Event::AppendEnd,
        replace("5", Numbering::Sequence, 0, message(AppendContent::Catenate)),
        Event::AppendText(literal(1)),
        data(b"m"),
        url("/x"),
        Event::AppendEnd,
    ];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn parts_refused_at_once_are_dropped_to_the_last() {
    let bytes =
        b"1 APPEND x CATENATE (URL a TEXT {8+}\r\n9 NOOP\r\n URL b)\r\n2 NOOP\r\n3 APPEND x CATENATE (URL a)\r\n\
                  4 NOOP\r\n";
    for size in [1, 7, bytes.len()] {
        let mut decoder = Decoder::new(Limits::AUTHENTICATED);
        let mut events = Vec::new();
        for piece in bytes.chunks(size) {
            decoder.push(piece);
            while let Some(event) = decoder.next_event().unwrap() {
                match event {
                    Event::AppendStart(_) => decoder.refuse_literal(),
                    other => events.push(other),
                }
            }
        }
        assert_eq!(events, [noop("2"), noop("4")]);
    }
}

#[test]
fn parts_and_messages_are_bounded() {
    let limit = |allowed| Reason::Limit { command: "APPEND", allowed };
    let urls = |count: usize| format!("1 APPEND x CATENATE ({})\r\n", vec!["URL a"; count].join(" "));
    assert_eq!(read_all(urls(250).as_bytes()).len(), 252);
    assert_eq!(read_all(urls(251).as_bytes()), [rejected("1", limit("250 parts"))]);
    let long = format!("1 APPEND x CATENATE (URL {})\r\n", "a".repeat(8193));
    assert_eq!(read_all(long.as_bytes()), [rejected("1", limit("8192 octets of a URL"))]);
    let many = format!("1 APPEND x{}\r\n2 NOOP\r\n", " {0+}\r\n".repeat(1001));
    let rejection = Event::AppendRejected(Rejected { tag: Some(tag("1")), reason: limit("1000 messages") });
    assert_eq!(read_all(many.as_bytes())[1000..], [rejection, noop("2")][..]);
}

#[test]
fn a_head_that_is_wrong_needs_no_message() {
    let syntax = |expected| Reason::Syntax { command: "APPEND", expected };
    let cases: [(&str, Reason); 9] = [
        ("1 APPEND x UTF8 ({8+}", syntax("a literal8")),
        ("1 APPEND x CATENATE ({8+}", syntax("URL or TEXT")),
        ("1 APPEND x CATENATE (URL a) x {8+}", syntax("flags, a date or a literal")),
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
    for line in ["1 APPEND x \r\n", "1 APPEND x\r\n", "1 APPEND {1+}\r\nx\r\n", "1 APPEND x (\\Seen) \r\n"] {
        assert_eq!(read_all(line.as_bytes()), [rejected("1", reason)], "{line}");
    }
}

#[test]
fn a_part_may_have_utf8() {
    // RFC 6855 §4
    let bytes = b"1 APPEND x CATENATE (UTF8 (~{2+}\r\nab) URL /a)\r\n2 APPEND x CATENATE (UTF8 ({2+}\r\nab))\r\n";
    let start = |name| AppendStart { message: message(AppendContent::Catenate), ..start(name, "x", 0, true) };
    let literal = LiteralInfo { size: 2, synchronizing: false, binary: true };
    let begun = [Event::AppendStart(start("1")), Event::AppendText(literal), data(b"ab"), url("/a"), Event::AppendEnd];
    let events = read_all(bytes);
    assert_eq!(events[..5], begun);
    assert!(matches!(events[5..], [Event::Rejected(_)]), "{events:?}");
}
