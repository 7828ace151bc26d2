//! Text in the form in which it is put in order: i;unicode-casemap (RFC 5051 §2).

use unicode_normalization::char::decompose_compatible;

/// Appends the form of `text` whose octets i;unicode-casemap compares: every character in title case, then taken apart
/// as far as it goes.
pub fn casemap_into(text: &str, key: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let (ascii, behind) = rest.split_at(ascii(rest));
        let start = key.len();
        key.push_str(ascii);
        if let Some(copy) = key.get_mut(start..) {
            copy.make_ascii_uppercase();
        }
        let (other, behind) = behind.split_at(behind.find(|it: char| it.is_ascii()).unwrap_or(behind.len()));
        other.chars().for_each(|it| decompose_compatible(title_case(it), |piece| key.push(piece)));
        rest = behind;
    }
}

/// How many octets of ASCII a text begins with. Most texts have nothing else, which is known sooner.
fn ascii(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.bytes().position(|byte| !byte.is_ascii()).unwrap_or(text.len()) }
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
