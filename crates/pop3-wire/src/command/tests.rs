use proptest::prelude::*;

use super::*;

fn number(number: u32) -> MessageNumber {
    MessageNumber(NonZeroU32::new(number).unwrap())
}

#[test]
fn every_command_is_known_in_any_case() {
    let cases: [(&[u8], Command); 18] = [
        (b"auth plain AGE=", Command::Auth { mechanism: Some("PLAIN".into()), initial: Some(Secret::new(*b"AGE=")) }),
        (b"AUTH", Command::Auth { mechanism: None, initial: None }),
        (b"CAPA", Command::Capa),
        (b"dele 3", Command::Dele(number(3))),
        (b"LIST", Command::List(None)),
        (b"LIST  2 ", Command::List(Some(number(2)))),
        (b"NOOP", Command::Noop),
        (b"PASS  a b ", Command::Pass(Secret::new(*b" a b "))),
        (b"QUIT", Command::Quit),
        (b"RETR 4294967295", Command::Retr(number(u32::MAX))),
        (b"RSET", Command::Rset),
        (b"STAT ", Command::Stat),
        (b"Stls", Command::Stls),
        (b"TOP 1 0", Command::Top(number(1), 0)),
        (b"UIDL", Command::Uidl(None)),
        (b"UIDL 7", Command::Uidl(Some(number(7)))),
        (b"USER a@b", Command::User(b"a@b".into())),
        (b"UTF8", Command::Utf8),
    ];
    for (line, command) in cases {
        assert_eq!(Command::decode(line), Ok(command));
    }
}

#[test]
fn wrong_arguments_are_told() {
    let lines: [&[u8]; 13] = [
        b"DELE",
        b"DELE 0",
        b"DELE -1",
        b"DELE +1",
        b"DELE 1 2",
        b"LIST x",
        b"TOP 1",
        b"TOP 1 -1",
        b"TOP 1 2 3",
        b"USER",
        b"PASS",
        b"STAT 1",
        b"AUTH A B C",
    ];
    for line in lines {
        assert!(matches!(Command::decode(line), Err(CommandError::Arguments(_))), "{}", line.escape_ascii());
    }
    assert_eq!(Command::decode(b"XTND"), Err(CommandError::Unknown));
    assert_eq!(Command::decode(b""), Err(CommandError::Unknown));
}

#[test]
fn secrets_are_not_shown() {
    let shown = format!("{:?} {:?}", Command::decode(b"PASS hunter2"), Command::decode(b"AUTH PLAIN aHVudGVyMg=="));
    assert!(!shown.contains("hunter2") && !shown.contains("aHVud"));
}

proptest! {
    #[test]
    fn any_line_is_a_command_or_an_error(line: Vec<u8>) {
        let _ = Command::decode(&line);
    }
}
