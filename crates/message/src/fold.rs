//! Text in the form in which it is searched.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// `text` folded for substring search; see [`fold_into`].
#[must_use]
pub fn fold_for_search(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Appends `text` folded for substring search, much like i;unicode-casemap (RFC 5051).
///
/// Case, width and compatibility forms are made equal and accents are split off, so that `Ａ`, `a` and `A` find each
/// other and `cafe` finds `Café`. Chinese characters and Korean syllables stay whole: one is never found inside another.
pub fn fold_into(text: &str, folded: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        rest = fold_ascii(rest, folded);
        rest = fold_whole(rest, folded);
        let (other, behind) = rest.split_at(rest.find(|it| whole(it).is_some()).unwrap_or(rest.len()));
        fold_other(other, folded);
        rest = behind;
    }
}

/// Folds the ASCII that `text` begins with; returns the rest.
fn fold_ascii<'a>(text: &'a str, folded: &mut String) -> &'a str {
    let end = text.bytes().position(|byte| !byte.is_ascii()).unwrap_or(text.len());
    let (ascii, rest) = text.split_at(end);
    let start = folded.len();
    folded.push_str(ascii);
    if let Some(copy) = folded.get_mut(start..) {
        copy.make_ascii_lowercase();
    }
    rest
}

/// Folds the characters that `text` begins with and that need no look at their neighbours; returns the rest.
fn fold_whole<'a>(text: &'a str, folded: &mut String) -> &'a str {
    let mut characters = text.chars();
    let mut rest = text;
    while let Some(character) = characters.next().filter(|it| !it.is_ascii()).and_then(whole) {
        folded.push(character);
        rest = characters.as_str();
    }
    rest
}

/// What a character becomes, if it has neither case nor decomposition or is the full-width form of an ASCII one.
fn whole(character: char) -> Option<char> {
    match character {
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => Some(character),
        '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3011}' => Some(character),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).map(|it| it.to_ascii_lowercase()),
        _ => character.is_ascii().then(|| character.to_ascii_lowercase()),
    }
}

/// Composes first where there are marks or Korean letters to compose, so that Korean syllables are whole and marks are
/// in order; then takes everything else apart.
fn fold_other(text: &str, folded: &mut String) {
    if text.chars().any(|it| canonical_combining_class(it) != 0 || is_hangul_letter(it)) {
        text.nfc().for_each(|it| fold_one(it, folded));
    } else {
        text.chars().for_each(|it| fold_one(it, folded));
    }
}

fn fold_one(character: char, folded: &mut String) {
    match whole(character) {
        Some(whole) => folded.push(whole),
        None => decompose_compatible(character, |piece| fold_case(piece, folded)),
    }
}

/// Full case folding by way of upper case: `ß` and `SS`, `ς` and `Σ` become equal.
fn fold_case(character: char, folded: &mut String) {
    folded.extend(character.to_uppercase().flat_map(char::to_lowercase));
}

/// The letters that syllables are composed of.
fn is_hangul_letter(it: char) -> bool {
    matches!(it, '\u{1100}'..='\u{11FF}')
}
