//! Text in the form in which it is compared, put in order and searched: i;unicode-casemap (RFC 5051 §2).

use std::sync::LazyLock;

use unicode_normalization::char::decompose_compatible;

/// Which Unicode the form is made by: the major versions of its case mappings and of its decompositions. Whoever keeps
/// the form keeps this beside it. Another version has more characters; what it maps others to stays.
pub const CASEMAP_UNICODE: [u8; 2] = [char::UNICODE_VERSION.0, unicode_normalization::UNICODE_VERSION.0];

/// The form of `text` whose octets i;unicode-casemap compares; see [`casemap_into`].
#[must_use]
pub fn casemap(text: &str) -> String {
    let mut mapped = String::with_capacity(text.len());
    casemap_into(text, &mut mapped);
    mapped
}

/// Appends the form of `text` whose octets i;unicode-casemap compares: every character in title case, then taken apart
/// as far as it goes, and no more. So `Ａ`, `a` and `A` are one, and `cafe` is in `Café`; but `ß` is not `ss`, marks
/// keep their order, and a Korean syllable is in others that begin like it.
///
/// What becomes of a character does not depend on its neighbours: the form of a piece is a piece of the form.
pub fn casemap_into(text: &str, mapped: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, behind) = rest.split_at(ascii(rest.as_bytes()));
        let start = mapped.len();
        mapped.push_str(plain);
        if let Some(copy) = mapped.get_mut(start..) {
            copy.make_ascii_uppercase();
        }
        let (ideographs, behind) = behind.split_at(ideographs(behind.as_bytes()));
        mapped.push_str(ideographs);
        rest = map_others(behind, mapped);
    }
}

/// How many octets of ASCII a text begins with. Whole blocks are known sooner.
fn ascii(text: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let blocks = text.chunks_exact(BLOCK).take_while(|block| block.is_ascii()).count() * BLOCK;
    let rest = text.get(blocks..).unwrap_or_default();
    blocks + rest.iter().take_while(|octet| octet.is_ascii()).count()
}

/// How many octets of characters from U+4000 to U+9FFF a text begins with, which are what they are: Chinese ones and a
/// few symbols.
fn ideographs(text: &[u8]) -> usize {
    text.chunks_exact(3).take_while(|octets| octets.first().is_some_and(is_ideograph)).count() * 3
}

/// Whether the first octet of a character says that it is one from U+4000 to U+9FFF.
fn is_ideograph(first: &u8) -> bool {
    matches!(first, 0xE4..=0xE9)
}

/// Maps the characters that `text` begins with, up to the next that is quickly done; returns the rest.
fn map_others<'a>(text: &'a str, mapped: &mut String) -> &'a str {
    let mut characters = text.chars();
    loop {
        let rest = characters.as_str();
        if rest.as_bytes().first().is_none_or(|first| first.is_ascii() || is_ideograph(first)) {
            return rest;
        }
        characters.by_ref().take(1).for_each(|it| map(it, mapped));
    }
}

fn map(it: char, mapped: &mut String) {
    match it {
        '\u{AC00}'..='\u{D7A3}' => map_korean(it, mapped),
        '\u{FF01}'..='\u{FF5E}' => {
            mapped.extend(char::from_u32(u32::from(it) - 0xFEE0).map(|it| it.to_ascii_uppercase()))
        }
        _ => match known(it) {
            Some(known) => mapped.push(known),
            None => by_rule(it, |piece| mapped.push(piece)),
        },
    }
}

fn by_rule(it: char, take: impl FnMut(char)) {
    decompose_compatible(title_case(it), take);
}

/// Takes a Korean syllable apart: UnicodeData.txt leaves that to arithmetic (The Unicode Standard, §3.12).
fn map_korean(syllable: char, mapped: &mut String) {
    let place = u32::from(syllable) - 0xAC00;
    mapped.push(behind('\u{1100}', place / 588));
    mapped.push(behind('\u{1161}', place % 588 / 28));
    if place % 28 > 0 {
        mapped.push(behind('\u{11A7}', place % 28));
    }
}

/// What becomes of a character below U+3400, if it is one that is no surprise.
fn known(it: char) -> Option<char> {
    /// Of alphabets and kana, what each character becomes; 0 where it is more than one.
    static KNOWN: LazyLock<Vec<u16>> = LazyLock::new(|| ('\0'..'\u{3400}').map(short).collect());
    let known = KNOWN.get(it as usize).copied().filter(|known| *known > 0)?;
    char::from_u32(known.into())
}

/// The one short character that a character becomes, or 0.
fn short(it: char) -> u16 {
    let (mut first, mut count) = ('\0', 0);
    by_rule(it, |piece| (first, count) = (piece, count + 1));
    if count == 1 { u16::try_from(u32::from(first)).unwrap_or_default() } else { 0 }
}

/// The simple title case of a character, as UnicodeData.txt has it: one character at the most, so that `ß` stays.
fn title_case(it: char) -> char {
    match it {
        // Digraphs, whose title case is not their upper case.
        'Ǆ'..='ǆ' => 'ǅ',
        'Ǉ'..='ǉ' => 'ǈ',
        'Ǌ'..='ǌ' => 'ǋ',
        'Ǳ'..='ǳ' => 'ǲ',
        // Georgian has upper case, but no title case.
        '\u{10D0}'..='\u{10FF}' => it,
        // Greek with iota below, whose full upper case is two characters.
        '\u{1F80}'..='\u{1F87}' | '\u{1F90}'..='\u{1F97}' | '\u{1FA0}'..='\u{1FA7}' => behind(it, 8),
        '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => behind(it, 9),
        _ => upper_case(it),
    }
}

fn behind(it: char, distance: u32) -> char {
    char::from_u32(u32::from(it) + distance).unwrap_or(it)
}

fn upper_case(it: char) -> char {
    let mut upper = it.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) => upper,
        _ => it,
    }
}
