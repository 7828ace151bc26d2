use proptest::prelude::*;

use super::path::{forward_path, reverse_path};
use super::*;

fn forward(text: &str) -> Option<String> {
    let mut cursor = Cursor::new(text);
    forward_path(&mut cursor).filter(|_| cursor.is_end()).map(|path| path.to_string())
}

fn reads_as(text: &str, expected: &str) {
    assert_eq!(forward(text).as_deref(), Some(expected), "{text}");
}

#[test]
fn ordinary_addresses() {
    reads_as("<alice@example.test>", "<alice@example.test>");
    reads_as("<a.b+c=d@EXAMPLE.test>", "<a.b+c=d@EXAMPLE.test>");
    reads_as("<o'brien%x!y@sub.example.test>", "<o'brien%x!y@sub.example.test>");
    reads_as("<x@my_host.example.test>", "<x@my_host.example.test>");
}

#[test]
fn quoting_is_dropped_where_it_is_not_needed() {
    reads_as("<\"alice\"@example.test>", "<alice@example.test>");
    reads_as("<\"\\a\\l\"@example.test>", "<al@example.test>");
    reads_as("<\"a b\"@example.test>", "<\"a b\"@example.test>");
    reads_as("<\"a@b\"@example.test>", "<\"a@b\"@example.test>");
    reads_as("<\"a\\\"b\\\\\"@example.test>", "<\"a\\\"b\\\\\"@example.test>");
    reads_as("<\"a..b\"@example.test>", "<\"a..b\"@example.test>");
}

#[test]
fn source_routes_are_dropped() {
    reads_as("<@a.test,@b.test:user@example.test>", "<user@example.test>");
    reads_as("<@a.test:\"@b.test:user\"@example.test>", "<\"@b.test:user\"@example.test>");
}

#[test]
fn address_literals() {
    reads_as("<u@[192.0.2.1]>", "<u@[192.0.2.1]>");
    reads_as("<u@[IPv6:2001:DB8:0::1]>", "<u@[IPv6:2001:db8::1]>");
    reads_as("<u@[x-400:c=de]>", "<u@[x-400:c=de]>");
}

#[test]
fn addresses_of_every_script() {
    reads_as("<用户@例子.测试>", "<用户@例子.测试>");
    reads_as("<ψ.λ@xn--fsq.test>", "<ψ.λ@xn--fsq.test>");
    assert!(!Mailbox::parse("用户@example.test").unwrap().is_ascii());
    assert!(!Mailbox::parse("user@例子.test").unwrap().is_ascii());
    assert!(Mailbox::parse("user@[192.0.2.1]").unwrap().is_ascii());
}

#[test]
fn postmaster_needs_no_domain() {
    reads_as("<postMASTER>", "<Postmaster>");
    reads_as("<postmaster@example.test>", "<postmaster@example.test>");
    assert_eq!(forward("<alice>"), None);
}

#[test]
fn the_null_path_is_only_a_reverse_path() {
    assert_eq!(reverse_path(&mut Cursor::new("<>")), Some(ReversePath::Null));
    assert_eq!(forward("<>"), None);
}

#[test]
fn what_is_no_address() {
    let bad = [
        "alice@example.test",
        "<alice@example.test",
        "alice@example.test>",
        "<@example.test>",
        "<alice@>",
        "<alice>",
        "<a b@example.test>",
        "<a@b@example.test>",
        "<.a@example.test>",
        "<a.@example.test>",
        "<a..b@example.test>",
        "<a@.test>",
        "<a@b..test>",
        "<a@-b.test>",
        "<a@b-.test>",
        "<a@b.test.>",
        "<a@[192.0.2.256]>",
        "<a@[]>",
        "<a@[IPv6:zz]>",
        "<a@[:x]>",
        "<\"a@example.test>",
        "<\"\"@example.test>",
        "<\"a\"b@example.test>",
        "<@a:u>",
        "<@a.test user@example.test>",
        "<a,b@example.test>",
        "<a@b\u{a0}c>",
        "<a\u{85}@b.test>",
        "<\"a\tb\"@c.test>",
        "<a\u{7f}@b.test>",
        "<a@b.test\u{0}>",
        "<<a@b.test>>",
        "",
    ];
    for text in bad {
        assert_eq!(forward(text), None, "{text}");
    }
}

#[test]
fn parts_are_bounded() {
    assert!(forward(&format!("<{}@b.test>", "a".repeat(255))).is_some());
    assert_eq!(forward(&format!("<{}@b.test>", "a".repeat(256))), None);
    assert_eq!(forward(&format!("<a@{}b.test>", "a.".repeat(125))), None);
}

pub(crate) fn mailbox() -> impl Strategy<Value = Mailbox> {
    let host = prop_oneof![
        "[a-z0-9]{1,8}\\.[a-z]{2,5}",
        "\\[192\\.0\\.2\\.[1-9]\\]",
        "\\[IPv6:2001:db8::[1-9]\\]",
        "例子\\.测试"
    ];
    ("[a-zλ用@ .\"\\\\+]{1,12}", host).prop_filter_map("an address", |(local_part, host)| {
        let quoted = local_part.replace('\\', "\\\\").replace('"', "\\\"");
        Mailbox::parse(&format!("\"{quoted}\"@{host}"))
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(mailbox in mailbox()) {
        prop_assert_eq!(Mailbox::parse(&mailbox.to_string()), Some(mailbox));
    }

    #[test]
    fn any_text_is_an_address_or_none(text in any::<String>()) {
        if let Some(path) = forward(&text) {
            prop_assert_eq!(forward(&path), Some(path));
        }
    }
}
