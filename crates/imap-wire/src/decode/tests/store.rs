use super::*;
use crate::ModSeq;
use crate::command::{Store, StoreAction};

fn store(action: StoreAction, flags: &[Flag]) -> Store {
    Store {
        numbering: Numbering::Sequence,
        messages: set(&[(2, 4)]),
        unchanged_since: None,
        action,
        silent: false,
        flags: flags.to_vec(),
    }
}

#[test]
fn flags_and_actions() {
    let silent = Store { silent: true, ..store(StoreAction::Remove, &[keyword("foo")]) };
    let two = [Flag::Seen, Flag::Answered];
    parses([
        ("STORE 2:4 +FLAGS (\\Deleted)", CommandBody::Store(store(StoreAction::Add, &[Flag::Deleted]))),
        ("STORE 2:4 FLAGS ()", CommandBody::Store(store(StoreAction::Replace, &[]))),
        ("STORE 2:4 flags \\SEEN \\answered", CommandBody::Store(store(StoreAction::Replace, &two))),
        ("STORE 2:4 -FLAGS.SILENT foo ", CommandBody::Store(silent)),
    ]);
    refuses(
        "STORE",
        &["STORE 2:4", "STORE 2:4 FLAGS", "STORE 2:4 *FLAGS x", "STORE 2:4 FLAGS.LOUD x", "STORE 2:4 + x"],
    );
    refuses("STORE", &["STORE 2:4 FLAGS (x", "STORE 2:4 FLAGS \"x\"", "STORE 2:4 FLAGS \\", "STORE 2:4 FLAGS (a(b))"]);
    refuses(
        "STORE",
        &["STORE 2:4 FLAGS \\Recent", "STORE 2:4 FLAGS \\Foo", "STORE 2:4 FLAGS \\*", "STORE 2:4 FLAGS ä"],
    );
}

#[test]
fn only_if_unchanged() {
    // RFC 7162 §3.1.3
    let conditional = |value| Store {
        numbering: Numbering::Uid,
        unchanged_since: ModSeq::new(value),
        ..store(StoreAction::Add, &[Flag::Flagged])
    };
    parses([
        ("UID STORE 2:4 (UNCHANGEDSINCE 320172338) +FLAGS (\\Flagged)", CommandBody::Store(conditional(320172338))),
        ("UID STORE 2:4 (unchangedsince 0) +FLAGS \\Flagged", CommandBody::Store(conditional(0))),
    ]);
    refuses("UID STORE", &["UID STORE 2:4 () FLAGS x", "UID STORE 2:4 (UNCHANGEDSINCE) FLAGS x"]);
    refuses(
        "UID STORE",
        &["UID STORE 2:4 (UNCHANGEDSINCE 1 UNCHANGEDSINCE 2) FLAGS x", "UID STORE 2:4 (FOO 1) FLAGS x"],
    );
}
