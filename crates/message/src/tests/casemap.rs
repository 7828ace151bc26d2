use crate::casemap_into;

#[track_caller]
fn is_key(text: &str, expected: &str) {
    let mut key = String::new();
    casemap_into(text, &mut key);
    assert_eq!(key, expected, "{text}");
}

#[test]
fn characters_are_mapped_to_title_case_and_taken_apart() {
    is_key("Straße 12", "STRAßE 12");
    is_key("Café", "CAFE\u{301}");
    is_key("ＡＢｃ", "ABｃ".replace('ｃ', "C").as_str());
    is_key("旅行", "旅行");
    is_key("Ωmega ώ", "ΩMEGA Ω\u{301}");
    is_key("ᾳ", "Α\u{345}");
    is_key("ᾀ", "Α\u{313}\u{345}");
    is_key("ა", "ა");
    // The example of RFC 5051 §2.
    is_key("\u{1C4}", "Dz\u{30C}");
}

#[test]
fn order_is_that_of_upper_case() {
    let key = |text: &str| {
        let mut key = String::new();
        casemap_into(text, &mut key);
        key
    };
    let mut words = ["b", "A", "_", "a1", "é", "Z", "e", ""];
    words.sort_by_key(|word| key(word));
    assert_eq!(words, ["", "A", "a1", "b", "e", "é", "Z", "_"]);
}
