use super::*;
use crate::command::{MultiSearch, SearchKey, SearchReturn, Sort, SortCriterion, SortKey, Thread, ThreadAlgorithm};
use crate::{Date, MailboxFilter};

fn sort(criteria: &[(SortKey, bool)]) -> Sort {
    Sort {
        numbering: Numbering::Sequence,
        returns: None,
        update_items: vec![],
        criteria: criteria.iter().map(|&(key, reverse)| SortCriterion { key, reverse }).collect(),
        charset: "UTF-8".into(),
        key: SearchKey::All,
    }
}

#[test]
fn orders() {
    // RFC 5256 §3, RFC 5957 §3, RFC 6203 §5
    let since = SearchKey::Since(Date::new(1994, 2, 1).unwrap());
    let by_subject = Sort { key: since, ..sort(&[(SortKey::Subject, false)]) };
    let every: Vec<_> = SortKey::EVERY.into_iter().map(|key| (key, false)).collect();
    let uid = Sort { numbering: Numbering::Uid, charset: "US-ASCII".into(), ..sort(&every) };
    parses([
        ("SORT (SUBJECT) UTF-8 SINCE 1-Feb-1994", CommandBody::Sort(by_subject)),
        (
            "sort (reverse date from) \"UTF-8\" ALL",
            CommandBody::Sort(sort(&[(SortKey::Date, true), (SortKey::From, false)])),
        ),
        (
            "UID SORT (ARRIVAL CC DATE FROM SIZE SUBJECT TO DISPLAYFROM DISPLAYTO RELEVANCY) US-ASCII ALL",
            CommandBody::Sort(uid),
        ),
    ]);
    refuses(
        "SORT",
        &["SORT", "SORT () UTF-8 ALL", "SORT (FOO) UTF-8 ALL", "SORT (REVERSE) UTF-8 ALL", "SORT (DATE) UTF-8"],
    );
    refuses("SORT", &["SORT (DATE)", "SORT DATE UTF-8 ALL", "SORT (REVERSE REVERSE DATE) UTF-8 ALL"]);
    exceeds("SORT", &[&format!("SORT (DATE{}) UTF-8 ALL", " DATE".repeat(Sort::MAX_CRITERIA))]);
}

#[test]
fn sorted_contexts() {
    // RFC 5267 §3 and §4.2
    let returns = Some(SearchReturn { count: true, context: true, ..Default::default() });
    let context = Sort { returns, ..sort(&[(SortKey::Date, true)]) };
    let nothing_said = Some(SearchReturn { all: true, ..Default::default() });
    parses([
        ("SORT RETURN (CONTEXT COUNT) (REVERSE DATE) UTF-8 ALL", CommandBody::Sort(context)),
        (
            "UID SORT RETURN () (SIZE) UTF-8 ALL",
            CommandBody::Sort(Sort {
                numbering: Numbering::Uid,
                returns: nothing_said,
                ..sort(&[(SortKey::Size, false)])
            }),
        ),
    ]);
    refuses("SORT", &["SORT RETURN (COUNT) UTF-8 ALL", "SORT (DATE) RETURN (COUNT) UTF-8 ALL"]);
}

#[test]
fn threads() {
    // RFC 5256 §3
    let thread = |numbering, algorithm| {
        CommandBody::Thread(Thread { numbering, algorithm, charset: "UTF-8".into(), key: SearchKey::All })
    };
    parses([
        ("THREAD ORDEREDSUBJECT UTF-8 ALL", thread(Numbering::Sequence, ThreadAlgorithm::OrderedSubject)),
        ("THREAD references utf-8 ALL", {
            let CommandBody::Thread(thread) = thread(Numbering::Sequence, ThreadAlgorithm::References) else {
                panic!()
            };
            CommandBody::Thread(Thread { charset: "utf-8".into(), ..thread })
        }),
        ("UID THREAD REFS UTF-8 ALL", thread(Numbering::Uid, ThreadAlgorithm::Refs)),
    ]);
    refuses(
        "THREAD",
        &["THREAD", "THREAD FOO UTF-8 ALL", "THREAD REFS UTF-8", "THREAD REFS ALL", "THREAD (REFS) UTF-8 ALL"],
    );
}

#[test]
fn searches_of_several_mailboxes() {
    // RFC 7377 §2.3
    let folder = |name: &str| vec![mailbox(name)];
    let unseen = || SearchKey::Unflagged(Flag::Seen);
    let all = SearchReturn { all: true, ..Default::default() };
    let search = |sources, returns| MultiSearch { sources, returns, charset: None, key: unseen() };
    let first = vec![MailboxFilter::Mailboxes(folder("folder1")), MailboxFilter::Subtree(folder("folder2"))];
    let second = vec![MailboxFilter::SubtreeOne(vec![mailbox("a"), mailbox("b")]), MailboxFilter::Selected];
    let places = vec![MailboxFilter::Inboxes, MailboxFilter::Personal, MailboxFilter::Subscribed];
    let count = SearchReturn { count: true, ..Default::default() };
    let charset = MultiSearch { charset: Some("UTF-8".into()), ..search(places, count) };
    parses([
        ("ESEARCH IN (mailboxes \"folder1\" subtree \"folder2\") unseen", CommandBody::MultiSearch(search(first, all))),
        ("ESEARCH in (SUBTREE-ONE (a b) SELECTED) UNSEEN", CommandBody::MultiSearch(search(second, all))),
        ("ESEARCH UNSEEN", CommandBody::MultiSearch(search(vec![], all))),
        (
            "ESEARCH IN (INBOXES PERSONAL SUBSCRIBED) RETURN (COUNT) CHARSET UTF-8 UNSEEN",
            CommandBody::MultiSearch(charset),
        ),
    ]);
    refuses("ESEARCH", &["ESEARCH", "ESEARCH IN () ALL", "ESEARCH IN (FOO) ALL", "ESEARCH IN (mailboxes) ALL"]);
    refuses("ESEARCH", &["ESEARCH IN (selected-delayed) ALL", "ESEARCH IN (mailboxes ()) ALL", "ESEARCH IN (inboxes)"]);
    refuses("ESEARCH", &["ESEARCH IN (inboxes (x)) ALL", "ESEARCH RETURN (UPDATE (UID)) ALL"]);
    let filters = vec!["inboxes"; MailboxFilter::MAX_FILTERS + 1].join(" ");
    let names = vec!["x"; MailboxFilter::MAX_MAILBOXES + 1].join(" ");
    exceeds("ESEARCH", &[&format!("ESEARCH IN ({filters}) ALL"), &format!("ESEARCH IN (mailboxes ({names})) ALL")]);
}
