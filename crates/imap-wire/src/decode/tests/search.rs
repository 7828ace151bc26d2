use super::*;
use crate::command::{FetchItem, ModSeqEntry, ModSeqScope, Search, SearchKey, SearchReturn};
use crate::{Date, ModSeq, ObjectId, PartialRange, Uid};

fn search(key: SearchKey) -> Search {
    Search { numbering: Numbering::Sequence, returns: None, update_items: vec![], charset: None, key }
}

#[track_caller]
fn keys<const N: usize>(cases: [(&'static str, SearchKey); N]) {
    parses(cases.map(|(line, key)| (line, CommandBody::Search(search(key)))));
}

fn text(octets: &str) -> Vec<u8> {
    octets.into()
}

fn date(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).unwrap()
}

#[test]
fn flags() {
    keys([
        ("SEARCH ALL", SearchKey::All),
        ("SEARCH answered", SearchKey::Flagged(Flag::Answered)),
        ("SEARCH DELETED", SearchKey::Flagged(Flag::Deleted)),
        ("SEARCH DRAFT", SearchKey::Flagged(Flag::Draft)),
        ("SEARCH FLAGGED", SearchKey::Flagged(Flag::Flagged)),
        ("SEARCH SEEN", SearchKey::Flagged(Flag::Seen)),
        ("SEARCH RECENT", SearchKey::Flagged(Flag::Recent)),
        ("SEARCH NEW", SearchKey::New),
        ("SEARCH OLD", SearchKey::Unflagged(Flag::Recent)),
        ("SEARCH UNANSWERED", SearchKey::Unflagged(Flag::Answered)),
        ("SEARCH UNDELETED", SearchKey::Unflagged(Flag::Deleted)),
        ("SEARCH UNDRAFT", SearchKey::Unflagged(Flag::Draft)),
        ("SEARCH UNFLAGGED", SearchKey::Unflagged(Flag::Flagged)),
        ("SEARCH UNSEEN", SearchKey::Unflagged(Flag::Seen)),
        ("SEARCH KEYWORD $Junk", SearchKey::Flagged(keyword("$Junk"))),
        ("SEARCH UNKEYWORD $Junk", SearchKey::Unflagged(keyword("$Junk"))),
    ]);
    refuses(
        "SEARCH",
        &["SEARCH", "SEARCH FOO", "SEARCH UNFOO", "SEARCH UNRECENT", "SEARCH KEYWORD", "SEARCH KEYWORD \\Seen"],
    );
}

#[test]
fn strings() {
    let header = |name, value| SearchKey::Header { name: text(name), text: text(value) };
    keys([
        ("SEARCH BCC x", SearchKey::Bcc(text("x"))),
        ("SEARCH BODY \"x y\"", SearchKey::Body(text("x y"))),
        ("SEARCH CC x", SearchKey::Cc(text("x"))),
        ("SEARCH FROM \"Smith\"", SearchKey::From(text("Smith"))),
        ("SEARCH SUBJECT \"\"", SearchKey::Subject(text(""))),
        ("SEARCH TEXT \"收件\"", SearchKey::Text(text("收件"))),
        ("SEARCH TO {6+}\r\n收件", SearchKey::To(text("收件"))),
        ("SEARCH HEADER Message-ID <a@b>", header("Message-ID", "<a@b>")),
        ("SEARCH HEADER \"X-A\" \"\"", header("X-A", "")),
    ]);
    refuses("SEARCH", &["SEARCH BCC", "SEARCH FROM \"x", "SEARCH HEADER x", "SEARCH HEADER \"ä\" x", "SEARCH TO 收件"]);
}

#[test]
fn dates_and_numbers() {
    keys([
        ("SEARCH BEFORE 1-Feb-1994", SearchKey::Before(date(1994, 2, 1))),
        ("SEARCH ON 01-feb-1994", SearchKey::On(date(1994, 2, 1))),
        ("SEARCH SINCE \"28-Dec-2024\"", SearchKey::Since(date(2024, 12, 28))),
        ("SEARCH SENTBEFORE 29-Feb-2024", SearchKey::SentBefore(date(2024, 2, 29))),
        ("SEARCH SENTON 1-Jan-0001", SearchKey::SentOn(date(1, 1, 1))),
        ("SEARCH SENTSINCE 9-Sep-9999", SearchKey::SentSince(date(9999, 9, 9))),
        ("SEARCH LARGER 0", SearchKey::Larger(0)),
        ("SEARCH SMALLER 9223372036854775807", SearchKey::Smaller(i64::MAX as u64)),
    ]);
    refuses(
        "SEARCH",
        &["SEARCH ON 29-Feb-2023", "SEARCH ON 1-Foo-2023", "SEARCH ON \"1-Feb-2023", "SEARCH ON 001-Feb-2023"],
    );
    refuses("SEARCH", &["SEARCH ON 1-Feb-23", "SEARCH ON +1-Feb-2023", "SEARCH ON 2023-02-01", "SEARCH LARGER -1"]);
}

#[test]
fn sets() {
    keys([
        ("SEARCH 1,3:*", SearchKey::Sequence(set(&[(1, 1), (3, 0)]))),
        ("SEARCH *", SearchKey::Sequence(set(&[(0, 0)]))),
        ("SEARCH $", SearchKey::Sequence(MessageSet::Saved)),
        ("SEARCH UID 7:9", SearchKey::Uid(set(&[(7, 9)]))),
        ("SEARCH UID $", SearchKey::Uid(MessageSet::Saved)),
    ]);
    refuses("SEARCH", &["SEARCH 0", "SEARCH 1:0", "SEARCH UID", "SEARCH UID ALL"]);
}

#[test]
fn combinations() {
    let seen = || SearchKey::Flagged(Flag::Seen);
    let to = |name| SearchKey::To(text(name));
    let or = SearchKey::Or(Box::new(to("a")), Box::new(SearchKey::Not(Box::new(seen()))));
    keys([
        ("SEARCH SEEN TO a", SearchKey::And(vec![seen(), to("a")])),
        ("SEARCH (SEEN TO a)", SearchKey::And(vec![seen(), to("a")])),
        ("SEARCH ((SEEN))", seen()),
        ("SEARCH OR TO a NOT SEEN", or.clone()),
        ("SEARCH ( OR  TO a  NOT (SEEN) )  TO b ", SearchKey::And(vec![or, to("b")])),
    ]);
    refuses(
        "SEARCH",
        &["SEARCH ()", "SEARCH (SEEN", "SEARCH SEEN)", "SEARCH OR SEEN", "SEARCH NOT", "SEARCH (SEEN)(SEEN)"],
    );
}

#[test]
fn charsets_and_return_options() {
    let body = |returns, charset: Option<&str>, numbering| {
        let charset = charset.map(Into::into);
        CommandBody::Search(Search { numbering, returns, update_items: vec![], charset, key: SearchKey::All })
    };
    let every = SearchReturn { min: true, max: true, all: true, count: true, save: true, ..Default::default() };
    let all = SearchReturn { all: true, ..Default::default() };
    let save = SearchReturn { save: true, ..Default::default() };
    parses([
        ("SEARCH CHARSET UTF-8 ALL", body(None, Some("UTF-8"), Numbering::Sequence)),
        ("UID SEARCH charset \"gb18030\" ALL", body(None, Some("gb18030"), Numbering::Uid)),
        ("SEARCH RETURN () ALL", body(Some(all), None, Numbering::Sequence)),
        ("SEARCH RETURN (SAVE) ALL", body(Some(save), None, Numbering::Sequence)),
        ("UID SEARCH RETURN (MIN MAX ALL COUNT SAVE) CHARSET x ALL", body(Some(every), Some("x"), Numbering::Uid)),
    ]);
    refuses("SEARCH", &["SEARCH RETURN (FOO) ALL", "SEARCH RETURN ALL", "SEARCH RETURN ()", "SEARCH CHARSET UTF-8"]);
    refuses("SEARCH", &["SEARCH CHARSET", "SEARCH ALL RETURN (MIN)", "SEARCH ALL CHARSET UTF-8"]);
}

#[test]
fn pages_of_results() {
    // RFC 9394 §3.1
    let number = |value| std::num::NonZeroU32::new(value).unwrap();
    let page = |partial| {
        let returns = Some(SearchReturn { partial: Some(partial), ..Default::default() });
        CommandBody::Search(Search { numbering: Numbering::Uid, returns, ..search(SearchKey::All) })
    };
    parses([
        ("UID SEARCH RETURN (PARTIAL -1:-100) ALL", page(PartialRange::Last(number(1), number(100)))),
        ("UID SEARCH RETURN (partial 500:1) ALL", page(PartialRange::First(number(500), number(1)))),
    ]);
    refuses(
        "SEARCH",
        &["SEARCH RETURN (PARTIAL) ALL", "SEARCH RETURN (PARTIAL 1) ALL", "SEARCH RETURN (PARTIAL 1:-2) ALL"],
    );
    refuses("SEARCH", &["SEARCH RETURN (ALL PARTIAL 1:2) ALL", "SEARCH RETURN (PARTIAL 1:2 PARTIAL 3:4) ALL"]);
    refuses("SEARCH", &["SEARCH RETURN (PARTIAL 1:4294967296) ALL", "SEARCH RETURN (PARTIAL 0:1) ALL"]);
}

#[test]
fn ages_identifiers_and_save_dates() {
    // RFC 5032 §2, RFC 8474 §6, RFC 8514 §4.3
    let seconds = |value| std::num::NonZeroU32::new(value).unwrap();
    let id = |text| ObjectId::new(text).unwrap();
    keys([
        ("SEARCH YOUNGER 259200", SearchKey::Younger(seconds(259200))),
        ("SEARCH older 4294967295", SearchKey::Older(seconds(u32::MAX))),
        ("SEARCH EMAILID M6d99ac3275bb4e", SearchKey::EmailId(id("M6d99ac3275bb4e"))),
        ("SEARCH THREADID t_-", SearchKey::ThreadId(id("t_-"))),
        ("SEARCH SAVEDBEFORE 1-Feb-2018", SearchKey::SavedBefore(date(2018, 2, 1))),
        ("SEARCH SAVEDON 1-Feb-2018", SearchKey::SavedOn(date(2018, 2, 1))),
        ("SEARCH SAVEDSINCE 28-Dec-2014", SearchKey::SavedSince(date(2014, 12, 28))),
        ("SEARCH SAVEDATESUPPORTED", SearchKey::SaveDateSupported),
        ("SEARCH uidafter 5", SearchKey::UidAfter(Uid::new(5).unwrap())),
        ("SEARCH UIDBEFORE 4294967295", SearchKey::UidBefore(Uid::new(u32::MAX).unwrap())),
    ]);
    refuses("SEARCH", &["SEARCH OLDER 0", "SEARCH OLDER", "SEARCH YOUNGER -1", "SEARCH YOUNGER 4294967296"]);
    refuses("SEARCH", &["SEARCH EMAILID", "SEARCH EMAILID a.b", "SEARCH THREADID \"a\"", "SEARCH SAVEDON x"]);
    let long = format!("SEARCH EMAILID {}", "x".repeat(ObjectId::MAX_LENGTH + 1));
    refuses("SEARCH", &[&long]);
}

#[test]
fn contexts() {
    // RFC 5267 §4, RFC 6203 §4, RFC 5465 §8
    let body = |returns, items: &[FetchItem]| {
        let update_items = items.to_vec();
        CommandBody::Search(Search { returns: Some(returns), update_items, ..search(SearchKey::All) })
    };
    let update = SearchReturn { count: true, update: true, ..Default::default() };
    let every = SearchReturn { context: true, relevancy: true, all: true, ..update };
    parses([
        ("SEARCH RETURN (UPDATE COUNT) ALL", body(update, &[])),
        ("SEARCH RETURN (count update context relevancy all) ALL", body(every, &[])),
        ("SEARCH RETURN (UPDATE (UID FLAGS) COUNT) ALL", body(update, &[FetchItem::Uid, FetchItem::Flags])),
        ("SEARCH RETURN (COUNT UPDATE(UID)) ALL", body(update, &[FetchItem::Uid])),
    ]);
    refuses(
        "SEARCH",
        &["SEARCH RETURN (UPDATE UPDATE) ALL", "SEARCH RETURN (UPDATE ()) ALL", "SEARCH RETURN (UPDATE (X)) ALL"],
    );
    let tags = CommandBody::CancelUpdate(vec![Tag::new(b"B01").unwrap(), Tag::new(b"B02").unwrap()]);
    parses([("CANCELUPDATE \"B01\" \"B02\"", tags)]);
    refuses("CANCELUPDATE", &["CANCELUPDATE", "CANCELUPDATE \"\"", "CANCELUPDATE \"a b\"", "CANCELUPDATE (\"a\")"]);
    exceeds("CANCELUPDATE", &[&format!("CANCELUPDATE{}", " \"t\"".repeat(101))]);
}

#[test]
fn fuzzy_and_stored_searches() {
    // RFC 6203 §3, RFC 5466 §3.1
    let fuzzy = |key| SearchKey::Fuzzy(Box::new(key));
    keys([
        ("SEARCH FUZZY SUBJECT \"IMAP break\"", fuzzy(SearchKey::Subject(text("IMAP break")))),
        (
            "SEARCH FUZZY (BODY a NOT fuzzy ALL)",
            fuzzy(SearchKey::And(vec![SearchKey::Body(text("a")), SearchKey::Not(Box::new(fuzzy(SearchKey::All)))])),
        ),
        ("SEARCH FILTER on-the-road", SearchKey::Filter("on-the-road".into())),
    ]);
    refuses("SEARCH", &["SEARCH FUZZY", "SEARCH FILTER", "SEARCH FILTER a/b", "SEARCH FILTER \"a\""]);
    exceeds("SEARCH", &[&format!("SEARCH {}ALL", "FUZZY ".repeat(SearchKey::MAX_DEPTH))]);
}

#[test]
fn modification_sequences() {
    // RFC 7162 §3.1.5
    let least = ModSeq::new(620162338).unwrap();
    let entry = ModSeqEntry { name: b"/flags/\\draft".to_vec(), scope: ModSeqScope::All };
    let large = SearchKey::Larger(50000);
    let plain = SearchKey::ModSeq { entry: None, least };
    keys([
        ("SEARCH MODSEQ \"/flags/\\\\draft\" all 620162338", SearchKey::ModSeq { entry: Some(entry), least }),
        ("SEARCH MODSEQ 620162338 LARGER 50000", SearchKey::And(vec![plain.clone(), large])),
    ]);
    let nested = SearchKey::Or(Box::new(SearchKey::All), Box::new(SearchKey::Not(Box::new(plain))));
    assert!(SearchKey::And(vec![nested]).has_mod_seq());
    assert!(!SearchKey::All.has_mod_seq());
    refuses(
        "SEARCH",
        &["SEARCH MODSEQ", "SEARCH MODSEQ x", "SEARCH MODSEQ \"/flags/x\" 1", "SEARCH MODSEQ \"/flags/x\" mine 1"],
    );
}

#[test]
fn nesting_and_number_of_keys_are_bounded() {
    let nots = |count: usize| format!("SEARCH {}ALL", "NOT ".repeat(count));
    assert!(parse(&nots(SearchKey::MAX_DEPTH - 1)).is_ok());
    exceeds("SEARCH", &[&nots(SearchKey::MAX_DEPTH)]);
    let parens = |count: usize| format!("SEARCH {}ALL{}", "(".repeat(count), ")".repeat(count));
    assert!(parse(&parens(SearchKey::MAX_DEPTH - 1)).is_ok());
    exceeds("SEARCH", &[&parens(SearchKey::MAX_DEPTH)]);
    let row = |count: usize| format!("SEARCH {}", vec!["ALL"; count].join(" "));
    assert!(parse(&row(SearchKey::MAX_KEYS)).is_ok());
    exceeds("SEARCH", &[&row(SearchKey::MAX_KEYS + 1)]);
}

#[test]
fn a_stored_search_is_the_keys_of_a_command() {
    let from = SearchKey::From(b"boss@example.com".to_vec());
    let either = SearchKey::Or(Box::new(SearchKey::Smaller(5000)), Box::new(from));
    assert_eq!(SearchKey::parse(b"OR SMALLER 5000 FROM \"boss@example.com\""), Some(either));
    assert_eq!(SearchKey::parse("SUBJECT \"工\"".as_bytes()), Some(SearchKey::Subject("工".into())));
    for bad in ["", "OR SMALLER 5000", "CHARSET UTF-8 ALL", "ALL\r\nb NOOP", "ALL)"] {
        assert_eq!(SearchKey::parse(bad.as_bytes()), None, "{bad}");
    }
    assert_eq!(SearchKey::parse(vec!["ALL"; SearchKey::MAX_KEYS + 1].join(" ").as_bytes()), None);
}
