use super::*;
use crate::command::{Create, QResync, Rename, Select, SequenceMatch, Status, Transfer, UidBatches};
use crate::{ModSeq, SpecialUse, StatusItem, UidValidity};

fn select(name: &str, condstore: bool) -> Select {
    Select { mailbox: mailbox(name), condstore, qresync: None }
}

fn resync(uid_validity: u32, mod_seq: u64) -> QResync {
    let uid_validity = UidValidity::new(uid_validity).unwrap();
    QResync { uid_validity, mod_seq: ModSeq::new(mod_seq).unwrap(), known_uids: None, matches: None }
}

#[test]
fn quick_resynchronization() {
    // RFC 7162 §3.2.5.1 and §3.2.5.2
    let qresync = |qresync| CommandBody::Select(Select { qresync: Some(qresync), ..select("INBOX", false) });
    let base = || resync(67890007, 90060115194045000);
    let known = QResync { known_uids: Some(ranges(&[(41, 211), (214, 541)])), ..base() };
    let numbers = ranges(&[(5000, 5000), (7500, 7500), (9000, 9990)]);
    let uids = ranges(&[(15000, 15000), (22500, 22500), (27000, 27990)]);
    let matches = Some(SequenceMatch { numbers, uids });
    let matched = QResync { matches: matches.clone(), known_uids: Some(ranges(&[(1, 29997)])), ..base() };
    let both = Select { condstore: true, qresync: Some(base()), ..select("x", false) };
    parses([
        ("SELECT INBOX (QRESYNC (67890007 90060115194045000))", qresync(base())),
        ("SELECT INBOX (QRESYNC (67890007 90060115194045000 41:211,214:541))", qresync(known)),
        (
            "SELECT INBOX (QRESYNC (67890007 90060115194045000 1:29997 (5000,7500,9000:9990 15000,22500,27000:27990)))",
            qresync(matched),
        ),
        (
            "select INBOX ( qresync (67890007 90060115194045000 (5000,7500,9000:9990 15000,22500,27000:27990) ) )",
            qresync(QResync { matches, ..base() }),
        ),
        ("EXAMINE x (CONDSTORE QRESYNC (67890007 90060115194045000))", CommandBody::Examine(both)),
    ]);
    refuses(
        "SELECT",
        &["SELECT x (QRESYNC)", "SELECT x (QRESYNC ())", "SELECT x (QRESYNC (1))", "SELECT x (QRESYNC (0 1))"],
    );
    refuses("SELECT", &["SELECT x (QRESYNC (1 0))", "SELECT x (QRESYNC (1 1 1:*))", "SELECT x (QRESYNC (1 1 $))"]);
    refuses("SELECT", &["SELECT x (QRESYNC (1 1 (1 2:3)))", "SELECT x (QRESYNC (1 1 1 (1:2 * )))"]);
    refuses(
        "SELECT",
        &["SELECT x (QRESYNC (1 1) QRESYNC (1 1))", "SELECT x (QRESYNC (1 1)", "SELECT x (QRESYNC(1 1))"],
    );
}

#[test]
fn selections() {
    parses([
        ("SELECT INBOX", CommandBody::Select(select("INBOX", false))),
        ("SELECT \"inBox\" ", CommandBody::Select(select("INBOX", false))),
        ("EXAMINE blurdybloop", CommandBody::Examine(select("blurdybloop", false))),
        ("select \"a b/&U,BTFw-\"", CommandBody::Select(select("a b/台北", false))),
        ("SELECT INBOX (CONDSTORE)", CommandBody::Select(select("INBOX", true))),
        ("EXAMINE {5+}\r\na\"b\\c (condstore)", CommandBody::Examine(select("a\"b\\c", true))),
        ("SELECT \"收件箱\"", CommandBody::Select(select("收件箱", false))),
        ("SELECT {9}\r\n收件箱", CommandBody::Select(select("收件箱", false))),
        ("SELECT \"\"", CommandBody::Select(select("", false))),
    ]);
    refuses("SELECT", &["SELECT", "SELECT a b", "SELECT a (FOO)", "SELECT a ()", "SELECT a(CONDSTORE)", "SELECT 收"]);
    refuses("SELECT", &["SELECT (a)", "SELECT a (CONDSTORE", "SELECT a (CONDSTORE) b", "SELECT 'a b'"]);
}

#[test]
fn names_that_cannot_be_are_not_syntax_errors() {
    assert_eq!(parse("SELECT R&D"), Err(Reason::Mailbox(MailboxError::ModifiedUtf7)));
    let latin1 = parse_in(TextMode::Ascii, b"SELECT \"caf\xe9\"");
    assert_eq!(latin1, Err(Reason::Mailbox(MailboxError::Utf8)));
    let not_utf8 = parse_in(TextMode::Utf8, b"SELECT \"caf\xe9\"");
    assert!(matches!(not_utf8, Err(Reason::Syntax { command: "SELECT", .. })));
    let utf8 = parse_in(TextMode::Utf8, "SELECT \"R&D/收\"".as_bytes());
    assert_eq!(utf8, Ok(CommandBody::Select(select("R&D/收", false))));
}

#[test]
fn creations() {
    let create = |name, special_use| CommandBody::Create(Create { mailbox: mailbox(name), special_use });
    parses([
        ("CREATE owatagusiam/", create("owatagusiam/", vec![])),
        ("CREATE MySent (USE (\\Sent))", create("MySent", vec![SpecialUse::Sent])),
        ("create x (use (\\drafts \\SENT))", create("x", vec![SpecialUse::Drafts, SpecialUse::Sent])),
        ("CREATE x (USE ())", create("x", vec![])),
    ]);
    assert_eq!(parse("CREATE x (USE (\\Sent \\Foo))"), Err(Reason::UnknownUse));
    refuses("CREATE", &["CREATE", "CREATE x ()", "CREATE x (USE)", "CREATE x (USE \\Sent)", "CREATE x (USE (Sent))"]);
    refuses("CREATE", &["CREATE x (COLOUR (red))"]);
}

#[test]
fn the_rest_of_them() {
    parses([
        ("DELETE blurdybloop", CommandBody::Delete(mailbox("blurdybloop"))),
        ("SUBSCRIBE #news.comp.mail.mime", CommandBody::Subscribe(mailbox("#news.comp.mail.mime"))),
        ("UNSUBSCRIBE \"a b\"", CommandBody::Unsubscribe(mailbox("a b"))),
        ("RENAME INBOX old-mail", CommandBody::Rename(Rename { from: mailbox("INBOX"), to: mailbox("old-mail") })),
        ("RENAME {1+}\r\na {1+}\r\nb", CommandBody::Rename(Rename { from: mailbox("a"), to: mailbox("b") })),
    ]);
    refuses("RENAME", &["RENAME a", "RENAME a b c", "RENAME \"a\"b"]);
    refuses("DELETE", &["DELETE", "DELETE a b"]);
}

#[test]
fn statuses() {
    let status = |items: &[StatusItem]| CommandBody::Status(Status { mailbox: mailbox("x"), items: items.to_vec() });
    let every = "STATUS x (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ APPENDLIMIT MAILBOXID \
                 DELETED-STORAGE)";
    parses([
        ("STATUS x (UIDNEXT MESSAGES)", status(&[StatusItem::UidNext, StatusItem::Messages])),
        ("status x ( uidnext )", status(&[StatusItem::UidNext])),
        (every, status(&StatusItem::EVERY)),
    ]);
    refuses("STATUS", &["STATUS x", "STATUS x ()", "STATUS x MESSAGES", "STATUS x (FOO)", "STATUS x (MESSAGES"]);
}

#[test]
fn transfers() {
    let transfer = |numbering, messages| Transfer { numbering, messages, mailbox: mailbox("MEETING") };
    parses([
        ("COPY 2:4 MEETING", CommandBody::Copy(transfer(Numbering::Sequence, set(&[(2, 4)])))),
        ("UID COPY 7,*:9 MEETING", CommandBody::Copy(transfer(Numbering::Uid, set(&[(7, 7), (0, 9)])))),
        ("MOVE * MEETING", CommandBody::Move(transfer(Numbering::Sequence, set(&[(0, 0)])))),
        ("uid  move $ MEETING", CommandBody::Move(transfer(Numbering::Uid, MessageSet::Saved))),
        ("UID EXPUNGE 3000:3002", CommandBody::UidExpunge(set(&[(3000, 3002)]))),
    ]);
    refuses("COPY", &["COPY", "COPY 1", "COPY 0 x", "COPY 1,, x", "COPY 1: x", "COPY a x", "COPY 4294967296 x"]);
    refuses("UID MOVE", &["UID MOVE 1 x y", "UID MOVE 1,$ x", "UID MOVE -1 x", "UID MOVE 1;2 x"]);
    refuses("UID EXPUNGE", &["UID EXPUNGE", "UID EXPUNGE ALL"]);
}

#[test]
fn batches() {
    let number = |value| NonZeroU32::new(value).unwrap();
    let batches = |size, batches| CommandBody::UidBatches(UidBatches { size: number(size), batches });
    parses([
        ("UIDBATCHES 2000", batches(2000, None)),
        ("uidbatches 2000 10:20", batches(2000, Some((number(10), number(20))))),
        ("UIDBATCHES 500 2:1", batches(500, Some((number(2), number(1))))),
        ("UIDBATCHES 500 7:7 ", batches(500, Some((number(7), number(7))))),
    ]);
    refuses(
        "UIDBATCHES",
        &["UIDBATCHES", "UIDBATCHES 0", "UIDBATCHES 1 0:1", "UIDBATCHES 1 1:*", "UIDBATCHES 1 7", "UIDBATCHES 1 1:2 3"],
    );
}
