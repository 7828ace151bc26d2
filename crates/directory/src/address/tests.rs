use proptest::prelude::*;

use super::*;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

#[test]
fn a_dot_string_is_taken_as_it_is() {
    let parsed = address("Alice.O'Neil@Example.TEST");
    assert_eq!(parsed.local_part(), "Alice.O'Neil");
    assert_eq!(parsed.folded_local_part(), "alice.o'neil");
    assert_eq!(parsed.domain().as_str(), "example.test");
    assert_eq!(parsed.to_string(), "Alice.O'Neil@example.test");
}

#[test]
fn a_quoted_string_means_its_content() {
    assert_eq!(address("\"alice\"@example.test"), address("alice@example.test"));
    assert_eq!(address("\"al\\ice\"@example.test"), address("alice@example.test"));
    assert_eq!(address("\"a@b\"@example.test").local_part(), "a@b");
    assert_eq!(address("\"a\\\"b\\\\\"@example.test").to_string(), "\"a\\\"b\\\\\"@example.test");
    assert_eq!(address("\"\"@example.test").to_string(), "\"\"@example.test");
}

#[test]
fn local_parts_are_compared_without_case_and_normalisation_form() {
    assert_eq!(address("JOSÉ@example.test"), address("jose\u{301}@example.test"));
    assert_eq!(address("ΣΊΣΥΦΟΣ@example.test"), address("σίσυφοσ@example.test"));
    assert_ne!(address("jose@example.test"), address("josé@example.test"));
}

#[test]
fn u_labels_and_a_labels_are_the_same_domain() {
    let unicode = address("info@Bücher.example");
    assert_eq!(unicode, address("info@XN--bcher-kva.example"));
    assert_eq!(unicode.to_string(), "info@xn--bcher-kva.example");
    assert_eq!(unicode.to_unicode(), "info@bücher.example");
    assert_eq!(address("a@例え.テスト").domain().as_str(), "xn--r8jz45g.xn--zckzah");
}

#[test]
fn address_literals_are_domains_of_nobody() {
    assert!(address("a@[192.0.2.1]").domain().is_literal());
    assert_eq!(address("a@[IPv6:2001:DB8::1]").to_string(), "a@[ipv6:2001:db8::1]");
    assert_eq!(address("a@[x-tag:content]").domain().as_str(), "[x-tag:content]");
    for bad in ["a@[]", "a@[192.0.2]", "a@[IPv6:1]", "a@[x-tag:]", "a@[x:a b]", "a@[192.0.2.1"] {
        assert!(Address::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    let long_label = format!("a@{}.test", "x".repeat(64));
    let long_domain = format!("a@{}test", "x.".repeat(130));
    let long_local = format!("{}@example.test", "x".repeat(256));
    let texts = [
        "",
        "@",
        "alice",
        "alice@",
        "@example.test",
        ".a@example.test",
        "a.@example.test",
        "a..b@example.test",
        "a b@example.test",
        "a@b@example.test",
        "a@-x.test",
        "a@x-.test",
        "a@x..test",
        "a@x.test.",
        "a@x_y.test",
        "\"a@example.test",
        "\"a\"b@example.test",
        "\"a\u{0}\"@example.test",
        "a\u{85}@example.test",
        "a\n@example.test",
        "<a@example.test>",
        "a@b c",
        &long_label,
        &long_domain,
        &long_local,
    ];
    for text in texts {
        assert!(Address::parse(text).is_err(), "{text}");
    }
}

#[test]
fn an_error_shows_neither_controls_nor_endless_text() {
    let error = Address::parse(&format!("\u{1b}[2J{}", "x".repeat(5_000))).unwrap_err().to_string();
    assert!(error.len() < 200 && !error.contains('\u{1b}'), "{error}");
}

#[test]
fn a_subaddress_is_split_at_the_first_plus() {
    let (user, tag) =
        address("Alice+News+x@example.test").subaddress().map(|(user, tag)| (user, tag.to_owned())).unwrap();
    assert_eq!((user, tag.as_str()), (address("alice@example.test"), "News+x"));
    assert!(address("alice@example.test").subaddress().is_none());
    assert!(address("+x@example.test").subaddress().is_none());
}

proptest! {
    #[test]
    fn parsing_never_panics(text in "\\PC{0,40}|[ -~]{0,20}@[ -~]{0,20}") {
        let _ = Address::parse(&text);
    }

    #[test]
    fn what_is_shown_parses_to_the_same(local in "\\PC{1,20}", domain in "[a-z0-9]{1,8}(\\.[a-zäßあ]{1,8}){0,2}") {
        let quoted = format!("\"{}\"", local.replace('\\', "\\\\").replace('"', "\\\""));
        if let Ok(parsed) = Address::parse(&format!("{quoted}@{domain}")) {
            let again = address(&parsed.to_string());
            prop_assert_eq!(again.local_part(), local.as_str());
            prop_assert_eq!(again.domain(), parsed.domain());
            prop_assert_eq!(again, parsed);
        }
    }

    #[test]
    fn folding_twice_is_folding_once(local in "\\PC{1,20}") {
        let once = local_part::fold(&local);
        prop_assert_eq!(local_part::fold(&once), once);
    }
}
