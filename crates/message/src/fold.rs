//! Text in the form in which it is searched.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

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
        let (ascii, behind) = split_while(rest, |it| it.is_ascii());
        let start = folded.len();
        folded.push_str(ascii);
        if let Some(copy) = folded.get_mut(start..) {
            copy.make_ascii_lowercase();
        }
        let (whole, behind) = split_while(behind, is_unified_ideograph);
        folded.push_str(whole);
        let (other, behind) = split_while(behind, |it| !it.is_ascii() && !is_unified_ideograph(it));
        fold_other(other, folded);
        rest = behind;
    }
}

/// Composes first, so that Korean syllables are whole and marks are in order; then takes everything else apart.
fn fold_other(text: &str, folded: &mut String) {
    for character in text.nfc() {
        if is_hangul_syllable(character) {
            folded.push(character);
        } else {
            decompose_compatible(character, |piece| fold_case(piece, folded));
        }
    }
}

/// Full case folding by way of upper case: `ß` and `SS`, `ς` and `Σ` become equal.
fn fold_case(character: char, folded: &mut String) {
    folded.extend(character.to_uppercase().flat_map(char::to_lowercase));
}

fn split_while(text: &str, keep: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|it| !keep(it)).unwrap_or(text.len());
    text.split_at(end)
}

/// Characters that have neither case nor decomposition.
fn is_unified_ideograph(it: char) -> bool {
    matches!(it, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

fn is_hangul_syllable(it: char) -> bool {
    matches!(it, '\u{AC00}'..='\u{D7A3}')
}
