use super::*;
use crate::command::{BinarySection, BodySection, Fetch, FetchItem};
use crate::{ModSeq, Part, Partial, PartialRange, Section, SectionText};

fn fetch(items: Vec<FetchItem>) -> CommandBody {
    let messages = set(&[(1, 1)]);
    CommandBody::Fetch(Fetch {
        numbering: Numbering::Sequence,
        messages,
        items,
        changed_since: None,
        vanished: false,
        partial: None,
    })
}

fn part(levels: &[u32]) -> Part {
    Part(levels.iter().filter_map(|&level| NonZeroU32::new(level)).collect())
}

fn body(levels: &[u32], text: Option<SectionText>) -> BodySection {
    BodySection { peek: false, section: Section { part: part(levels), text }, partial: None }
}

fn fields(names: &[&str]) -> Vec<Box<[u8]>> {
    names.iter().map(|name| name.as_bytes().into()).collect()
}

#[test]
fn items_by_name() {
    let every = "FETCH 1 (ENVELOPE FLAGS INTERNALDATE RFC822.SIZE UID MODSEQ BODY BODYSTRUCTURE RFC822 RFC822.HEADER \
                 RFC822.TEXT)";
    let all = vec![
        FetchItem::Envelope,
        FetchItem::Flags,
        FetchItem::InternalDate,
        FetchItem::Rfc822Size,
        FetchItem::Uid,
        FetchItem::ModSeq,
        FetchItem::Body,
        FetchItem::BodyStructure,
        FetchItem::Rfc822,
        FetchItem::Rfc822Header,
        FetchItem::Rfc822Text,
    ];
    parses([
        (every, fetch(all)),
        ("FETCH 1 flags", fetch(vec![FetchItem::Flags])),
        ("FETCH 1 BODY", fetch(vec![FetchItem::Body])),
        ("FETCH 1 ( UID  FLAGS ) ", fetch(vec![FetchItem::Uid, FetchItem::Flags])),
    ]);
    refuses(
        "FETCH",
        &["FETCH", "FETCH 1", "FETCH 1 ()", "FETCH 1 FOO", "FETCH 1 FLAGS UID", "FETCH 1 (FLAGS", "FETCH FLAGS"],
    );
}

#[test]
fn macros() {
    let fast = || vec![FetchItem::Flags, FetchItem::InternalDate, FetchItem::Rfc822Size];
    let all = || [fast(), vec![FetchItem::Envelope]].concat();
    let full = [all(), vec![FetchItem::Body]].concat();
    parses([("FETCH 1 FAST", fetch(fast())), ("FETCH 1 all", fetch(all())), ("FETCH 1 FULL", fetch(full))]);
    refuses("FETCH", &["FETCH 1 (ALL)", "FETCH 1 ALL FLAGS"]);
}

#[test]
fn sections() {
    let names = || fields(&["Date", "From"]);
    let cases = [
        ("FETCH 1 BODY[]", body(&[], None)),
        ("FETCH 1 body[header]", body(&[], Some(SectionText::Header))),
        ("FETCH 1 BODY[TEXT]", body(&[], Some(SectionText::Text))),
        ("FETCH 1 BODY[1]", body(&[1], None)),
        ("FETCH 1 BODY[4.2.2.1]", body(&[4, 2, 2, 1], None)),
        ("FETCH 1 BODY[4.1.MIME]", body(&[4, 1], Some(SectionText::Mime))),
        ("FETCH 1 BODY[3.HEADER]", body(&[3], Some(SectionText::Header))),
        ("FETCH 1 BODY[3.TEXT]", body(&[3], Some(SectionText::Text))),
        ("FETCH 1 BODY[HEADER.FIELDS (Date From)]", body(&[], Some(SectionText::HeaderFields(names())))),
        (
            "FETCH 1 BODY[2.HEADER.FIELDS.NOT (\"Date\" {4+}\r\nFrom)]",
            body(&[2], Some(SectionText::HeaderFieldsNot(names()))),
        ),
    ];
    parses(cases.map(|(line, section)| (line, fetch(vec![FetchItem::Section(section)]))));
    refuses(
        "FETCH",
        &["FETCH 1 BODY[", "FETCH 1 BODY[]]", "FETCH 1 BODY[MIME]", "FETCH 1 BODY[0]", "FETCH 1 BODY[1.]"],
    );
    refuses("FETCH", &["FETCH 1 BODY[1.FOO]", "FETCH 1 BODY[HEADER.FIELDS]", "FETCH 1 BODY[HEADER.FIELDS ()]"]);
    refuses("FETCH", &["FETCH 1 BODY.PEEK", "FETCH 1 BODYSTRUCTURE[]", "FETCH 1 BODY[1.HEADER.1]", "FETCH 1 BODY[.1]"]);
}

#[test]
fn parts_of_texts() {
    let partial = |origin, length| Some(Partial { origin, length });
    let peek = BodySection { peek: true, partial: partial(0, 2048), ..body(&[], None) };
    let huge = BodySection { partial: partial(i64::MAX as u64, 1), ..body(&[1], None) };
    parses([
        ("FETCH 1 BODY.PEEK[]<0.2048>", fetch(vec![FetchItem::Section(peek)])),
        ("FETCH 1 BODY[1]<9223372036854775807.1>", fetch(vec![FetchItem::Section(huge)])),
    ]);
    refuses("FETCH", &["FETCH 1 BODY[]<0.0>", "FETCH 1 BODY[]<0>", "FETCH 1 BODY[]<1.2", "FETCH 1 BODY[]<a.b>"]);
    refuses("FETCH", &["FETCH 1 BODY[]<9223372036854775808.1>", "FETCH 1 BODY[] <0.1>"]);
}

#[test]
fn decoded_content() {
    let binary = |peek, partial| FetchItem::Binary(BinarySection { peek, part: part(&[1, 2]), partial });
    let range = Some(Partial { origin: 3, length: 4 });
    let items = vec![binary(false, None), binary(true, range), FetchItem::BinarySize(part(&[]))];
    parses([("FETCH 1 (BINARY[1.2] BINARY.PEEK[1.2]<3.4> BINARY.SIZE[])", fetch(items))]);
    refuses("FETCH", &["FETCH 1 BINARY", "FETCH 1 BINARY[HEADER]", "FETCH 1 BINARY.SIZE[1]<0.1>"]);
}

#[test]
fn only_some_items_set_seen() {
    let seen = ["BODY[]", "BODY[1]<0.1>", "BINARY[1]", "RFC822", "RFC822.TEXT"];
    let unseen =
        ["BODY", "BODY.PEEK[]", "BINARY.PEEK[1]", "BINARY.SIZE[1]", "RFC822.HEADER", "RFC822.SIZE", "ENVELOPE"];
    for (name, expected) in seen.map(|name| (name, true)).into_iter().chain(unseen.map(|name| (name, false))) {
        let Ok(CommandBody::Fetch(fetch)) = parse(&format!("FETCH 1 {name}")) else { panic!("{name}") };
        assert_eq!(fetch.items.iter().any(FetchItem::sets_seen), expected, "{name}");
    }
}

#[test]
fn changes_only() {
    // RFC 7162 §3.1.4.1
    let changed = Fetch {
        numbering: Numbering::Uid,
        messages: set(&[(1, 0)]),
        items: vec![FetchItem::Flags],
        changed_since: ModSeq::new(12345),
        vanished: false,
        partial: None,
    };
    let whole = ranges(&[(300, 500), (0, 0)]);
    let saved = Fetch { messages: MessageSet::Saved, changed_since: None, ..changed.clone() };
    let some = Fetch { messages: MessageSet::Set(whole), changed_since: Some(ModSeq::ZERO), ..changed.clone() };
    parses([
        ("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 12345)", CommandBody::Fetch(changed.clone())),
        ("UID FETCH 1:* FLAGS (changedsince 12345)", CommandBody::Fetch(changed)),
        ("UID FETCH $ FLAGS", CommandBody::Fetch(saved)),
        ("UID FETCH 300:500,* FLAGS (CHANGEDSINCE 0)", CommandBody::Fetch(some)),
    ]);
    refuses("UID FETCH", &["UID FETCH 1 FLAGS ()", "UID FETCH 1 FLAGS (FOO)", "UID FETCH 1 FLAGS (CHANGEDSINCE)"]);
    refuses("UID FETCH", &["UID FETCH 1 FLAGS (CHANGEDSINCE 9223372036854775808)"]);
    refuses("UID FETCH", &["UID FETCH 1 FLAGS (CHANGEDSINCE 1 CHANGEDSINCE 2)"]);
}

#[test]
fn identifiers_save_dates_and_previews() {
    // RFC 8474 §5, RFC 8514 §4.2, RFC 8970 §3 and §4
    let preview = |lazy| FetchItem::Preview { lazy };
    let changed = |items| {
        let CommandBody::Fetch(whole) = fetch(items) else { panic!() };
        CommandBody::Fetch(Fetch { changed_since: ModSeq::new(5), ..whole })
    };
    parses([
        (
            "FETCH 1 (EMAILID threadid SAVEDATE)",
            fetch(vec![FetchItem::EmailId, FetchItem::ThreadId, FetchItem::SaveDate]),
        ),
        ("FETCH 1 PREVIEW", fetch(vec![preview(false)])),
        ("FETCH 1 (UID PREVIEW)", fetch(vec![FetchItem::Uid, preview(false)])),
        ("FETCH 1 (PREVIEW (LAZY) UID)", fetch(vec![preview(true), FetchItem::Uid])),
        ("FETCH 1 preview (lazy)", fetch(vec![preview(true)])),
        ("FETCH 1 PREVIEW (CHANGEDSINCE 5)", changed(vec![preview(false)])),
        ("FETCH 1 PREVIEW (LAZY) (CHANGEDSINCE 5)", changed(vec![preview(true)])),
    ]);
    refuses(
        "FETCH",
        &["FETCH 1 PREVIEW ()", "FETCH 1 (PREVIEW (EAGER))", "FETCH 1 (PREVIEW(LAZY))", "FETCH 1 EMAILID (x)"],
    );
}

#[test]
fn pages_of_messages() {
    // RFC 9394 §3.3 and §3.4
    let number = |value| NonZeroU32::new(value).unwrap();
    let page = |partial, changed_since| {
        let items = vec![FetchItem::Uid, FetchItem::Flags];
        let messages = set(&[(25900, 26600)]);
        CommandBody::Fetch(Fetch {
            numbering: Numbering::Uid,
            messages,
            items,
            changed_since,
            vanished: false,
            partial,
        })
    };
    let last = PartialRange::Last(number(1), number(3));
    let first = Some(PartialRange::First(number(5), number(1)));
    parses([
        ("UID FETCH 25900:26600 (UID FLAGS) (PARTIAL -1:-3)", page(Some(last), None)),
        ("UID FETCH 25900:26600 (UID FLAGS) (partial 5:1)", page(first, None)),
        ("UID FETCH 25900:26600 (UID FLAGS) (PARTIAL -1:-3 CHANGEDSINCE 98305)", page(Some(last), ModSeq::new(98305))),
    ]);
    refuses(
        "UID FETCH",
        &["UID FETCH 1 UID (PARTIAL 1)", "UID FETCH 1 UID (PARTIAL 0:1)", "UID FETCH 1 UID (PARTIAL -1:3)"],
    );
    refuses("UID FETCH", &["UID FETCH 1 UID (PARTIAL 1:*)", "UID FETCH 1 UID (PARTIAL 1:2 PARTIAL 1:2)"]);
    refuses("FETCH", &["FETCH 1 UID (PARTIAL 1:2)"]);
}

#[test]
fn what_is_gone_too() {
    // RFC 7162 §3.2.6
    let fetch = Fetch {
        numbering: Numbering::Uid,
        messages: set(&[(300, 500)]),
        items: vec![FetchItem::Flags],
        changed_since: ModSeq::new(12345),
        vanished: true,
        partial: None,
    };
    parses([
        ("UID FETCH 300:500 (FLAGS) (CHANGEDSINCE 12345 VANISHED)", CommandBody::Fetch(fetch.clone())),
        ("UID FETCH 300:500 FLAGS ( vanished  changedsince 12345 )", CommandBody::Fetch(fetch)),
    ]);
    refuses("UID FETCH", &["UID FETCH 1 FLAGS (VANISHED)", "UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED VANISHED)"]);
    refuses("FETCH", &["FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)"]);
}

#[test]
fn a_part_number_has_so_many_levels() {
    let levels = |count: usize| format!("FETCH 1 BODY[{}]", vec!["1"; count].join("."));
    assert!(parse(&levels(Part::MAX_DEPTH)).is_ok());
    refuses("FETCH", &[&levels(Part::MAX_DEPTH + 1)]);
}
