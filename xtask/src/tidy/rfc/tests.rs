use super::*;

const STATUS: &str = "rfc\tsection\ttitle\tstatus\tnote\n9051\t\tIMAP4rev2\tpart\t\n5321\t4.1\tCommands\tdone\t\n";

fn source(text: &str) -> Source {
    Source::new("crates/x/src/lib.rs", text)
}

/// The problems of one comment, beside references that satisfy the table.
fn problems_of(comment: &str) -> Vec<String> {
    let sources = [source(&format!("// {comment}\n")), source("// RFC 9051 §6 and RFC 5321 §4.1.1.2\n")];
    check(STATUS, &sources).iter().map(ToString::to_string).collect()
}

#[test]
fn the_one_form_passes() {
    for comment in [
        "RFC 9051 §6.4.3",
        "see RFC 9051 §6.4.3, and RFC 5321 §4.1.1.2.",
        "(RFC 9051 §6.4.3)",
        "RFC 9051 §A.1 or `RFC 9051 §7`",
        "as RFC 9051 says",
        "RFC 9051, the newest",
        "the item RFC822.SIZE, RFC822, message/rfc822",
        "an rfc of its own",
    ] {
        assert_eq!(problems_of(comment), Vec::<String>::new(), "{comment}");
    }
}

#[test]
fn other_forms_are_refused_with_their_place() {
    for comment in [
        "RFC9051 §6.4.3",
        "rfc 9051 §6.4.3",
        "Rfc 9051",
        "RFC-9051 §6",
        "RFC  9051 §6",
        "RFC 9051, section 6.4",
        "RFC 9051 section 6.4",
        "RFC 9051 Section 6.4",
        "RFC 9051 (Section 6.4)",
        "RFC 9051 sec. 6.4",
        "RFC 9051§6.4",
        "RFC 9051, §6.4",
        "RFC 9051 Appendix A",
        "rfc9051 6.4",
    ] {
        let problems = problems_of(comment);
        assert_eq!(problems.len(), 1, "{comment}: {problems:?}");
        assert!(problems[0].starts_with("crates/x/src/lib.rs:1: "), "{problems:?}");
        assert!(problems[0].ends_with("write it as `RFC 9051 §6.4.3`"), "{problems:?}");
    }
    assert_eq!(problems_of("RFC 9051 § 6.4"), ["crates/x/src/lib.rs:1: RFC 9051 §: no section"]);
}

#[test]
fn a_reference_stays_on_one_line() {
    for comment in ["see RFC 9051\n/// §6.4.3", "see RFC\n/// 9051 §6.4.3"] {
        let problems = problems_of(comment);
        assert!(problems.iter().any(|problem| problem.contains("broken over two lines")), "{comment}: {problems:?}");
    }
}

#[test]
fn code_and_other_folders_are_not_read() {
    let code = source("fn rfc2047(x: &str) { f(\"RFC2047 section 2\") }");
    let (found, malformed) = form::references(&code);
    assert!(found.is_empty() && malformed.is_empty());
    let outside = Source::new("xtask/src/lib.rs", "// rfc 1");
    assert!(check(STATUS, &[outside, source("// RFC 9051 §6 RFC 5321 §4.1")]).is_empty());
}

#[test]
fn an_rfc_without_a_row_is_named_once() {
    assert_eq!(
        problems_of("RFC 3501 §6, RFC 3501 §7"),
        ["crates/x/src/lib.rs:1: RFC 3501 has no row in docs/rfc-status.tsv"]
    );
}

#[test]
fn a_row_that_nothing_cites_is_named() {
    let table = format!("{STATUS}3501\t\tOld\tdone\t\n9051\t6.4, 7.2\tParts\tpart\t\n2177\t\tLater\tleft\t\n");
    let sources = [source("// RFC 9051 §6.4.3, RFC 9051 §7.20, RFC 5321 §4.1\n")];
    let problems: Vec<String> = check(&table, &sources).iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        ["docs/rfc-status.tsv:4: nothing cites RFC 3501", "docs/rfc-status.tsv:5: nothing cites RFC 9051 §7.2"]
    );
}

#[test]
fn rows_must_be_whole() {
    let table =
        "9051\tx\tpart\n9051\t-\tT\tsoon\t\nabc\t\tT\tleft\t\n9051\t\t\tleft\t\n# note\n\n9051\tall\tT\tleft\t\n";
    let problems: Vec<String> = status::parse(table).1.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "docs/rfc-status.tsv:1: 3 columns in place of 5: rfc, section, title, status, note",
            "docs/rfc-status.tsv:2: the status `soon` is none of done, part, left",
            "docs/rfc-status.tsv:3: `abc` is no number of an RFC",
            "docs/rfc-status.tsv:4: no title",
        ]
    );
    assert_eq!(status::parse("").1[0].to_string(), "docs/rfc-status.tsv:1: the table of RFCs is missing or empty");
}
