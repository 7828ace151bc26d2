use std::num::NonZeroU32;

use super::*;
use crate::{Decoder, Event, Flag, Limits, Mailbox, MailboxError, MessageSet, Numbering, SequenceSet};

mod access;
mod auth;
mod fetch;
mod lists;
mod mailboxes;
mod metadata;
mod notify;
mod search;
mod sort;
mod store;

/// Parses the arguments of a command fed whole and by the byte, which must come to the same.
#[track_caller]
fn parse_in(mode: TextMode, line: &[u8]) -> Result<CommandBody, Reason> {
    let line = [b"a1 ", line, b"\r\n"].concat();
    let whole = feed(mode, line.chunks(line.len()));
    assert_eq!(feed(mode, line.chunks(1)), whole, "fed by the byte");
    whole
}

fn feed<'a>(mode: TextMode, pieces: impl Iterator<Item = &'a [u8]>) -> Result<CommandBody, Reason> {
    let mut decoder = Decoder::new(Limits::AUTHENTICATED);
    decoder.set_text_mode(mode);
    let mut result = None;
    for piece in pieces {
        decoder.push(piece);
        while let Some(event) = decoder.next_event().unwrap() {
            result = match event {
                Event::Command(command) => Some(Ok(command.body)),
                Event::Rejected(rejected) => Some(Err(rejected.reason)),
                Event::ContinuationNeeded => continue,
                other => panic!("{other:?}"),
            };
        }
    }
    result.unwrap()
}

#[track_caller]
fn parse(line: &str) -> Result<CommandBody, Reason> {
    parse_in(TextMode::Ascii, line.as_bytes())
}

#[track_caller]
fn parses(cases: impl IntoIterator<Item = (&'static str, CommandBody)>) {
    for (line, expected) in cases {
        assert_eq!(parse(line), Ok(expected), "{line}");
    }
}

/// Every line must be refused as the command's own syntax error.
#[track_caller]
fn refuses(command: &'static str, lines: &[&str]) {
    for line in lines {
        match parse(line) {
            Err(Reason::Syntax { command: named, .. }) => assert_eq!(named, command, "{line}"),
            other => panic!("{line}: {other:?}"),
        }
    }
}

/// Every line must be refused as more than is taken.
#[track_caller]
fn exceeds(command: &'static str, lines: &[&str]) {
    for line in lines {
        match parse(line) {
            Err(Reason::Limit { command: named, .. }) => assert_eq!(named, command),
            other => panic!("{other:?}"),
        }
    }
}

fn mailbox(name: &str) -> Mailbox {
    Mailbox::new(name)
}

/// Ranges with 0 for `*`.
fn ranges(ranges: &[(u32, u32)]) -> SequenceSet {
    let bounds = |&(from, to): &(u32, u32)| (NonZeroU32::new(from), NonZeroU32::new(to));
    SequenceSet::new(ranges.iter().map(bounds).collect()).unwrap()
}

fn set(of: &[(u32, u32)]) -> MessageSet {
    MessageSet::Set(ranges(of))
}

fn keyword(name: &str) -> Flag {
    Flag::keyword(name).unwrap()
}

#[test]
fn commands_without_arguments() {
    parses([
        ("CAPABILITY", CommandBody::Capability),
        ("NOOP", CommandBody::Noop),
        ("LOGOUT", CommandBody::Logout),
        ("STARTTLS", CommandBody::StartTls),
        ("NAMESPACE", CommandBody::Namespace),
        ("IDLE", CommandBody::Idle),
        ("CHECK", CommandBody::Check),
        ("CLOSE", CommandBody::Close),
        ("UNSELECT", CommandBody::Unselect),
        ("EXPUNGE", CommandBody::Expunge),
        ("UNAUTHENTICATE", CommandBody::Unauthenticate),
        ("expunge   ", CommandBody::Expunge),
    ]);
    refuses("NOOP", &["NOOP x", "NOOP\tx", "NOOP(", "NOOP\r"]);
}

#[test]
fn every_command_of_the_table_has_a_parser() {
    for spec in table::COMMANDS {
        assert!(PARSERS.iter().any(|(parsed, _)| parsed == spec), "{}", spec.name);
    }
    assert_eq!(PARSERS.len(), table::COMMANDS.len());
}

#[test]
fn every_command_finds_itself_in_the_table() {
    let lines = [
        "CAPABILITY",
        "NOOP",
        "LOGOUT",
        "ID NIL",
        "STARTTLS",
        "AUTHENTICATE X",
        "LOGIN a b",
        "ENABLE X",
        "SELECT x",
        "EXAMINE x",
        "CREATE x",
        "DELETE x",
        "RENAME x y",
        "SUBSCRIBE x",
        "UNSUBSCRIBE x",
        "LIST \"\" *",
        "LSUB \"\" *",
        "NAMESPACE",
        "STATUS x (SIZE)",
        "IDLE",
        "COMPRESS DEFLATE",
        "UNAUTHENTICATE",
        "LANGUAGE",
        "COMPARATOR",
        "GENURLAUTH x INTERNAL",
        "RESETKEY",
        "URLFETCH x",
        "GETMETADATA x /a",
        "SETMETADATA x (/a NIL)",
        "SETACL x y z",
        "DELETEACL x y",
        "GETACL x",
        "LISTRIGHTS x y",
        "MYRIGHTS x",
        "GETQUOTA x",
        "GETQUOTAROOT x",
        "SETQUOTA x ()",
        "NOTIFY NONE",
        "CHECK",
        "CLOSE",
        "UNSELECT",
        "EXPUNGE",
        "UID EXPUNGE 1",
        "UIDBATCHES 500",
        "SEARCH ALL",
        "UID SEARCH ALL",
        "SORT (DATE) UTF-8 ALL",
        "UID SORT (DATE) UTF-8 ALL",
        "THREAD REFS UTF-8 ALL",
        "UID THREAD REFS UTF-8 ALL",
        "ESEARCH ALL",
        "CANCELUPDATE \"a\"",
        "FETCH 1 UID",
        "UID FETCH 1 UID",
        "STORE 1 FLAGS x",
        "UID STORE 1 FLAGS x",
        "COPY 1 x",
        "UID COPY 1 x",
        "MOVE 1 x",
        "UID MOVE 1 x",
    ];
    for line in lines {
        let spec = parse(line).unwrap().spec();
        assert!(line.starts_with(spec.name), "{line}: {}", spec.name);
    }
    assert_eq!(lines.len() + 3, table::COMMANDS.len(), "all but APPEND, REPLACE and UID REPLACE");
}
