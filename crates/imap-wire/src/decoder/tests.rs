use super::*;
use crate::command::{CommandBody, Login};
use crate::{Command, Flag, Mailbox, Secret, Tag};

mod append;
mod literals;
mod replies;
mod skipping;

/// Small enough to reach.
const TIGHT: Limits = Limits { line: 100, literal: 20, literals: 30, non_synchronizing: 25, discard: 200 };

/// The events of these bytes, the message of an APPEND joined and its literal accepted, and the end, if fatal.
fn events(limits: Limits, pieces: &[&[u8]]) -> (Vec<Event>, Option<Fatal>) {
    let mut decoder = Decoder::new(limits);
    let mut events = Vec::new();
    for piece in pieces {
        decoder.push(piece);
        if let Err(fatal) = drain(&mut decoder, &mut events) {
            return (events, Some(fatal));
        }
    }
    (events, None)
}

fn drain(decoder: &mut Decoder, events: &mut Vec<Event>) -> Result<(), Fatal> {
    while let Some(event) = decoder.next_event()? {
        match (&event, events.last_mut()) {
            (Event::AppendData(more), Some(Event::AppendData(data))) => {
                data.extend_from_slice(more);
                continue;
            }
            (Event::AppendStart(_) | Event::AppendNext(_) | Event::AppendText(_), _) => decoder.accept_literal(),
            (Event::Command(Command { body: CommandBody::Idle, .. }), _) => decoder.expect_idle_done(),
            (Event::Command(Command { body: CommandBody::Authenticate(_), .. }), _) => decoder.expect_auth_response(),
            _ => {}
        }
        events.push(event);
    }
    Ok(())
}

/// The events of these bytes, which must be the same however they come.
#[track_caller]
fn read(limits: Limits, bytes: &[u8]) -> (Vec<Event>, Option<Fatal>) {
    let whole = events(limits, &[bytes]);
    for size in [1, 2, 3, 7] {
        assert_eq!(events(limits, &bytes.chunks(size).collect::<Vec<_>>()), whole, "fed {size} at a time");
    }
    whole
}

#[track_caller]
fn read_all(bytes: &[u8]) -> Vec<Event> {
    let (events, fatal) = read(Limits::AUTHENTICATED, bytes);
    assert_eq!(fatal, None);
    events
}

fn tag(name: &str) -> Tag {
    Tag::new(name.as_bytes()).unwrap()
}

fn command(name: &str, body: CommandBody) -> Event {
    Event::Command(Command { tag: tag(name), body })
}

fn rejected(name: &str, reason: Reason) -> Event {
    Event::Rejected(Rejected { tag: Tag::new(name.as_bytes()), reason })
}

fn noop(name: &str) -> Event {
    command(name, CommandBody::Noop)
}

fn login(name: &str, user: &str, password: &str) -> Event {
    let password = Secret::new(password.into());
    command(name, CommandBody::Login(Login { user: user.into(), password }))
}

#[test]
fn commands_are_pipelined() {
    assert_eq!(read_all(b"1 NOOP\r\n2 noop\r\n3 NoOp\r\n"), [noop("1"), noop("2"), noop("3")]);
}

#[test]
fn a_bare_line_feed_ends_a_line_and_spaces_may_come_before_it() {
    assert_eq!(
        read_all(b"1 NOOP\n2 NOOP  \r\n3 LOGIN {1}\na {1+}\nb\n"),
        [noop("1"), noop("2"), Event::ContinuationNeeded, login("3", "a", "b")]
    );
}

#[test]
fn what_is_no_command_is_told_and_the_next_one_read() {
    let no_tag = || rejected("", Reason::NoTag);
    let unknown = |tag| rejected(tag, Reason::UnknownCommand);
    let bytes = b"\r\nNOOP\r\n+ NOOP\r\n a NOOP\r\na\x00b NOOP\r\na FOO bar\r\na UID\r\na UID NOOP\r\na \r\n1 NOOP\r\n";
    let expected = [
        no_tag(),
        no_tag(),
        no_tag(),
        no_tag(),
        no_tag(),
        unknown("a"),
        unknown("a"),
        unknown("a"),
        unknown("a"),
        noop("1"),
    ];
    assert_eq!(read_all(bytes), expected);
}

#[test]
fn rejections_say_what_is_wrong() {
    let cases: [(Rejected, &str); 5] = [
        (Rejected { tag: None, reason: Reason::NoTag }, "* BAD A command begins with a tag and a space\r\n"),
        (Rejected { tag: Some(tag("a")), reason: Reason::UnknownCommand }, "a BAD Unknown command\r\n"),
        (
            Rejected { tag: Some(tag("a")), reason: Reason::Mailbox(crate::MailboxError::Utf8) },
            "a NO [CANNOT] Mailbox name is not valid UTF-8\r\n",
        ),
        (
            Rejected { tag: Some(tag("a")), reason: Reason::Limit { command: "SORT", allowed: "2048 search keys" } },
            "a NO [LIMIT] SORT: no more than 2048 search keys\r\n",
        ),
        (Rejected { tag: Some(tag("a")), reason: Reason::LiteralTooBig }, "a BAD [TOOBIG] Literal too big\r\n"),
    ];
    for (rejected, expected) in cases {
        let mut out = Vec::new();
        rejected.encode(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}

#[test]
fn utf8_counts_from_the_command_after_it_is_enabled() {
    let mut decoder = Decoder::new(Limits::AUTHENTICATED);
    decoder.push(b"1 DELETE A&AOk-\r\n2 DELETE A&AOk-\r\n");
    let delete = |name, mailbox| Ok(Some(command(name, CommandBody::Delete(Mailbox::new(mailbox)))));
    assert_eq!(decoder.next_event(), delete("1", "Aé"));
    decoder.set_text_mode(TextMode::Utf8);
    assert_eq!(decoder.next_event(), delete("2", "A&AOk-"));
}
