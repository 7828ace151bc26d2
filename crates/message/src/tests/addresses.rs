use crate::address::{Address, parse_addresses};

/// `name route mailbox host` of every address, `-` for NIL.
fn parsed(field: &str) -> Vec<String> {
    let show = |text: &Option<Vec<u8>>| {
        text.as_ref().map_or_else(|| "-".to_owned(), |text| String::from_utf8_lossy(text).into_owned())
    };
    parse_addresses(field.as_bytes())
        .iter()
        .map(|it| [show(&it.name), show(&it.route), show(&it.mailbox), show(&it.host)].join("|"))
        .collect()
}

#[test]
fn the_examples_of_rfc_5322_appendix_a() {
    assert_eq!(parsed("\"Joe Q. Public\" <john.q.public@example.com>"), ["Joe Q. Public|-|john.q.public|example.com"]);
    assert_eq!(
        parsed("Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>"),
        ["Mary Smith|-|mary|x.test", "-|-|jdoe|example.org", "Who?|-|one|y.test"]
    );
    assert_eq!(
        parsed("A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;"),
        ["-|-|A Group|-", "Ed Jones|-|c|a.test", "-|-|joe|where.test", "John|-|jdoe|one.test", "-|-|-|-"]
    );
    assert_eq!(parsed("Undisclosed recipients:;"), ["-|-|Undisclosed recipients|-", "-|-|-|-"]);
    assert_eq!(parsed("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>"), ["Pete|-|pete|silly.test"]);
    assert_eq!(parsed("Joe Q. Public <john.q.public@example.com>"), ["Joe Q. Public|-|john.q.public|example.com"]);
    assert_eq!(
        parsed("Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example"),
        ["Mary Smith|@node.test|mary|example.net", "-|-|jdoe|test.example"]
    );
}

#[test]
fn the_anomalies_of_rfc_7103_7_1() {
    assert_eq!(parsed("<@example.net:fran@example.com>"), ["-|@example.net|fran|example.com"]);
    assert_eq!(parsed("<<<user2@example.org>>>"), ["-|-|user2|example.org"]);
    assert_eq!(parsed("<another@example.net"), ["-|-|another|example.net"]);
    assert_eq!(parsed("second@example.org>"), ["-|-|second|example.org"]);
    assert_eq!(parsed("(Testing <fran@example.com>"), ["Testing|-|fran|example.com"]);
    assert_eq!(parsed("Testing) <sam@example.com>"), ["Testing)|-|sam|example.com"]);
    assert_eq!(parsed("<third@example.net, fourth@example.net>"), ["-|-|third|example.net", "-|-|fourth|example.net"]);
    assert_eq!(parsed("\"Joe <joe@example.com>"), ["Joe|-|joe|example.com"]);
    assert_eq!(parsed("Joe"), ["-|-|Joe|"]);
}

#[test]
fn a_comment_is_the_name_where_there_is_no_other() {
    assert_eq!(parsed("jones@x.test (Jim Jones)"), ["Jim Jones|-|jones|x.test"]);
    assert_eq!(parsed("<jones@x.test> (Jim)"), ["Jim|-|jones|x.test"]);
    assert_eq!(parsed("J <jones@x.test> (Jim)"), ["J|-|jones|x.test"]);
}

#[test]
fn quotes_and_backslashes_are_removed() {
    assert_eq!(parsed(r#""A \"B\" \\C" <a@x>"#), [r#"A "B" \C|-|a|x"#]);
    assert_eq!(parsed(r#""a b"@x, "a"."b"@x"#), ["-|-|a b|x", "-|-|a.b|x"]);
}

#[test]
fn nothing_is_no_address() {
    for field in ["", " ", ",", ", ,", "<>", "@", ";", "()"] {
        assert_eq!(parse_addresses(field.as_bytes()), Vec::<Address>::new(), "{field:?}");
    }
    assert_eq!(parsed("MAILER-DAEMON <>"), ["MAILER-DAEMON|-||"]);
}

#[test]
fn addresses_without_commas_are_still_several() {
    assert_eq!(parsed("A <a@x> B <b@y>"), ["A|-|a|x", "B|-|b|y"]);
}

#[test]
fn a_group_that_never_ends_ends_with_the_field() {
    assert_eq!(parsed("g: a@x"), ["-|-|g|-", "-|-|a|x", "-|-|-|-"]);
}

#[test]
fn an_addr_spec_is_quoted_where_it_must_be() {
    let spec = |field: &str| parse_addresses(field.as_bytes())[0].addr_spec();
    assert_eq!(spec("a.b@x.test").as_deref(), Some("a.b@x.test"));
    assert_eq!(spec("\"a b\"@x.test").as_deref(), Some("\"a b\"@x.test"));
    assert_eq!(spec("\"a\\\"b\"@x.test").as_deref(), Some("\"a\\\"b\"@x.test"));
    assert_eq!(spec("李明@例子.测试").as_deref(), Some("李明@例子.测试"));
    assert_eq!(spec("user@xn--fsqu00a.test").as_deref(), Some("user@xn--fsqu00a.test"));
    assert_eq!(spec("g:;"), None);
}

#[test]
fn a_display_name_is_decoded() {
    let name = |field: &str| parse_addresses(field.as_bytes())[0].display_name();
    assert_eq!(name("=?gb2312?B?1cXI/Q==?= <a@x>").as_deref(), Some("张三"));
    assert_eq!(name("\"=?utf-8?B?5byg5LiJ?=\" <a@x>").as_deref(), Some("张三"));
    assert_eq!(name("a@x"), None);
}

#[test]
fn marks_of_groups_are_told_apart() {
    let group = parse_addresses(b"g: a@x;");
    let marks: Vec<_> = group.iter().map(|it| (it.as_ref().is_group_start(), it.as_ref().is_group_end())).collect();
    assert_eq!(marks, [(true, false), (false, false), (false, true)]);
}
