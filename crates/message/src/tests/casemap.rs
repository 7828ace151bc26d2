use std::collections::HashMap;

use crate::casemap;

#[track_caller]
fn becomes(text: &str, expected: &str) {
    assert_eq!(casemap(text), expected, "{text}");
}

#[test]
fn characters_are_mapped_to_title_case_and_taken_apart() {
    becomes("Straße 12", "STRAßE 12");
    becomes("Café", "CAFE\u{301}");
    becomes("ＡＢｃ！～", "ABC!~");
    becomes("旅行、『旅行』。", "旅行、『旅行』。");
    becomes("Ωmega ώ", "ΩMEGA Ω\u{301}");
    becomes("ᾳ", "Α\u{345}");
    becomes("ᾀ", "Α\u{313}\u{345}");
    becomes("ა", "ა");
    becomes("각", "\u{1100}\u{1161}\u{11A8}");
    becomes("が", "か\u{3099}");
    becomes("豈", "豈");
    // A ligature has no title case, and what it is made of is small.
    becomes("ﬁ fi", "fi FI");
    // The example of RFC 5051 §2.
    becomes("\u{1C4}", "Dz\u{30C}");
}

#[test]
fn what_is_one_to_i_unicode_casemap_is_one() {
    for (one, other) in [
        ("HELLO", "hello"),
        ("Ａｌｉｃｅ１２３！", "alice123!"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("Caf\u{e9}", "cafe\u{301}"),
        ("ПРИВЕТ", "привет"),
        ("ｶﾞｷﾞ", "ガギ"),
        ("①", "1"),
        ("\u{3000}", " "),
        ("\u{f900}", "\u{8c48}"),
        ("\u{1112}\u{1161}\u{11ab}", "한"),
        ("İ", "i\u{307}"),
        ("ſ", "s"),
        ("㈱", "(株)"),
    ] {
        assert_eq!(casemap(one), casemap(other), "{one} {other}");
    }
}

#[test]
fn a_plain_letter_finds_the_accented_one_and_a_chinese_character_only_itself() {
    assert!(casemap("Müller, Café").contains(&casemap("CAFE")));
    let text = casemap("关于2026年度会议的通知，각하");
    assert!(text.contains(&casemap("会")) && text.contains(&casemap("２０２６")) && text.contains(&casemap("가")));
    assert!(!text.contains(&casemap("會")));
}

#[test]
fn marks_keep_their_order() {
    becomes("e\u{302}\u{323}", "E\u{302}\u{323}");
    becomes("ệ", "E\u{323}\u{302}");
}

#[test]
fn order_is_that_of_upper_case() {
    let mut words = ["b", "A", "_", "a1", "é", "Z", "e", ""];
    words.sort_by_key(|word| casemap(word));
    assert_eq!(words, ["", "A", "a1", "b", "e", "é", "Z", "_"]);
}

/// Every character as RFC 5051 §2 has it, step by step, by a table that neither the standard library nor the crate for
/// decompositions has had a hand in.
#[test]
fn every_character_becomes_what_unicode_data_says() {
    let table = Table::read(include_str!("../../tests/fixtures/unicode_data.txt"));
    // The table has the characters of this version. Later ones have more, and leave these as they are.
    let complete = char::UNICODE_VERSION == (17, 0, 0) && unicode_normalization::UNICODE_VERSION == (18, 0, 0);
    let mut mapped = 0;
    for it in '\0'..=char::MAX {
        if complete || table.0.contains_key(&it) {
            let expected = table.prepared(it);
            becomes(it.encode_utf8(&mut [0; 4]), &expected);
            mapped += usize::from(!expected.chars().eq([it]));
        }
    }
    assert!(mapped > 6800 && (!complete || mapped > 6800 + 11_172), "{mapped}");
}

/// Title case and one step of decomposition of characters that have either.
struct Table(HashMap<char, (Option<char>, Vec<char>)>);

impl Table {
    fn read(text: &str) -> Self {
        let row = |line: &str| {
            let [it, title, decomposition] = line.split(';').collect::<Vec<_>>().try_into().unwrap();
            let (it, title) = (character(it).unwrap(), character(title));
            // A tag in angle brackets says of what type it is; any type will do.
            (it, (title, decomposition.split(' ').filter_map(character).collect()))
        };
        Self(text.lines().filter(|line| !line.starts_with('#')).map(row).collect())
    }

    fn prepared(&self, it: char) -> String {
        let title = self.0.get(&it).and_then(|(title, _)| *title);
        let mut prepared = String::new();
        self.decompose(title.unwrap_or(it), &mut prepared);
        prepared
    }

    fn decompose(&self, it: char, prepared: &mut String) {
        match self.0.get(&it) {
            Some((_, pieces)) if !pieces.is_empty() => pieces.iter().for_each(|piece| self.decompose(*piece, prepared)),
            _ if ('가'..='힣').contains(&it) => prepared.extend(letters(it)),
            _ => prepared.push(it),
        }
    }
}

fn character(code: &str) -> Option<char> {
    u32::from_str_radix(code, 16).ok().and_then(char::from_u32)
}

/// The letters of a Korean syllable: UnicodeData.txt leaves them to arithmetic (The Unicode Standard, §3.12).
fn letters(syllable: char) -> impl Iterator<Item = char> {
    let place = u32::from(syllable) - 0xAC00;
    let (leading, vowel, trailing) = (place / 588, place % 588 / 28, place % 28);
    let codes = [Some(0x1100 + leading), Some(0x1161 + vowel), (trailing > 0).then_some(0x11A7 + trailing)];
    codes.into_iter().flatten().filter_map(char::from_u32)
}
