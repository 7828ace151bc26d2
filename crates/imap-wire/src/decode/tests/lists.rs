use super::*;
use crate::command::{List, ListReturn, ListSelection, Lsub};
use crate::{ListPattern, MetadataEntry, StatusItem};

fn list(reference: &str, patterns: &[&str]) -> List {
    List {
        selection: ListSelection::default(),
        reference: mailbox(reference),
        patterns: patterns.iter().map(|pattern| ListPattern((*pattern).into())).collect(),
        returns: ListReturn::default(),
        extended: false,
    }
}

fn extended(list: List) -> CommandBody {
    CommandBody::List(List { extended: true, ..list })
}

#[test]
fn plain_lists() {
    parses([
        ("LIST \"\" \"\"", CommandBody::List(list("", &[""]))),
        ("LIST \"\" *", CommandBody::List(list("", &["*"]))),
        ("LIST /usr/staff/jones \"%/*\" ", CommandBody::List(list("/usr/staff/jones", &["%/*"]))),
        ("list \"\" &U,BTFw-%", CommandBody::List(list("", &["台北%"]))),
        ("LIST \"\" \"收件*\"", CommandBody::List(list("", &["收件*"]))),
        ("LIST {0+}\r\n {1+}\r\n*", CommandBody::List(list("", &["*"]))),
    ]);
    refuses("LIST", &["LIST", "LIST \"\"", "LIST \"\" * x", "LIST \"\" \\"]);
    assert_eq!(parse("LIST \"\" R&D*"), Err(Reason::Mailbox(MailboxError::ModifiedUtf7)));
}

#[test]
fn selection_options() {
    // RFC 5258 §5
    let selected = |selection, patterns| extended(List { selection, ..list("", patterns) });
    let subscribed = ListSelection { subscribed: true, ..Default::default() };
    let recursive = ListSelection { subscribed: true, remote: true, recursive_match: true, special_use: false };
    let special = ListSelection { special_use: true, ..Default::default() };
    parses([
        ("LIST (SUBSCRIBED) \"\" \"*\"", selected(subscribed, &["*"])),
        ("LIST (recursivematch REMOTE SUBSCRIBED) \"\" %", selected(recursive, &["%"])),
        ("LIST (SPECIAL-USE) \"\" \"*\"", selected(special, &["*"])),
        ("LIST () \"\" %", selected(ListSelection::default(), &["%"])),
        ("LIST \"\" (INBOX \"Drafts\" Sent/%)", selected(ListSelection::default(), &["INBOX", "Drafts", "Sent/%"])),
    ]);
    refuses("LIST", &["LIST (RECURSIVEMATCH) \"\" *", "LIST (REMOTE RECURSIVEMATCH) \"\" *", "LIST (FOO) \"\" *"]);
    refuses("LIST", &["LIST \"\" ()", "LIST (SUBSCRIBED)\"\" *", "LIST (SUBSCRIBED \"\" *"]);
}

#[test]
fn return_options() {
    // RFC 5258 §5 and RFC 5819 §2
    let returned = |returns| extended(List { returns, ..list("", &["%"]) });
    let status = vec![StatusItem::Messages, StatusItem::Unseen];
    let every = ListReturn { subscribed: true, children: true, special_use: true, status, ..Default::default() };
    parses([
        ("LIST \"\" % RETURN ()", returned(ListReturn::default())),
        ("LIST \"\" % RETURN (CHILDREN)", returned(ListReturn { children: true, ..Default::default() })),
        ("LIST \"\" % return (subscribed children special-use status (messages unseen))", returned(every)),
    ]);
    refuses("LIST", &["LIST \"\" % RETURN", "LIST \"\" % RETURN (FOO)", "LIST \"\" % RETURN (STATUS)"]);
    refuses("LIST", &["LIST \"\" % RETURN (STATUS ())", "LIST \"\" % (CHILDREN)", "LIST \"\" % RETURN () x"]);
}

#[test]
fn rights_and_annotations_with_each_mailbox() {
    // RFC 8440 §4, RFC 9590 §4
    let metadata = ["/shared/vendor/cmu/color", "/private/comment"].map(|name| MetadataEntry::new(name).unwrap());
    let returns = ListReturn { my_rights: true, metadata: metadata.into(), ..Default::default() };
    let expected = extended(List { returns, ..list("", &["%"]) });
    let line = "LIST \"\" % RETURN (MYRIGHTS METADATA (\"/shared/vendor/cmu/color\" /private/comment))";
    parses([(line, expected)]);
    refuses("LIST", &["LIST \"\" % RETURN (METADATA)", "LIST \"\" % RETURN (METADATA ())"]);
    refuses("LIST", &["LIST \"\" % RETURN (METADATA (comment))", "LIST \"\" % RETURN (MYRIGHTS ())"]);
}

#[test]
fn subscriptions() {
    let lsub = |reference, pattern: &str| Lsub { reference: mailbox(reference), pattern: ListPattern(pattern.into()) };
    parses([
        ("LSUB \"#news.\" \"comp.mail.*\"", CommandBody::Lsub(lsub("#news.", "comp.mail.*"))),
        ("lsub \"\" *", CommandBody::Lsub(lsub("", "*"))),
    ]);
    refuses("LSUB", &["LSUB \"\"", "LSUB \"\" (a b)", "LSUB (SUBSCRIBED) \"\" *"]);
}
