use crate::fold_for_search;

#[test]
fn case_width_and_accents_make_no_difference() {
    for (one, other) in [
        ("HELLO", "hello"),
        ("Ａｌｉｃｅ１２３！", "alice123!"),
        ("Straße", "STRASSE"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("Caf\u{e9}", "cafe\u{301}"),
        ("ПРИВЕТ", "привет"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("①", "1"),
        ("ﬁ", "fi"),
        ("\u{3000}", " "),
        ("\u{f900}", "\u{8c48}"),
        ("\u{1112}\u{1161}\u{11ab}", "한"),
        ("İ", "i\u{307}"),
        ("ſ", "s"),
        ("㈱", "(株)"),
    ] {
        assert_eq!(fold_for_search(one), fold_for_search(other), "{one} {other}");
    }
}

#[test]
fn a_plain_letter_finds_the_accented_one() {
    assert!(fold_for_search("Müller, Café").contains(&fold_for_search("CAFE")));
}

#[test]
fn chinese_and_korean_characters_are_found_whole_and_only_themselves() {
    let text = fold_for_search("关于2026年度会议的通知，각하");
    assert!(text.contains(&fold_for_search("会")) && text.contains(&fold_for_search("２０２６")));
    assert!(!text.contains(&fold_for_search("會")) && !text.contains(&fold_for_search("가")));
    assert_eq!(fold_for_search("中文字，。！？"), "中文字,。!?");
}
