//! Words that are much like another one, so that a slip of the finger hides no message.

use memchr::memmem::Finder;
use posthouse_message::{casemap, loosened};

/// How many characters a word has at the most that is compared with others.
const LONGEST: usize = 32;

/// No byte of UTF-8 is that or more; such ones stand between texts.
const NO_TEXT: u8 = 0xF8;

/// A word, and how far others may be from it.
#[derive(Clone, Debug)]
pub(super) struct Similar {
    /// Accents and the ways to write a letter do not count.
    loose: Finder<'static>,
    word: Vec<char>,
    slips: usize,
}

impl Similar {
    pub(super) fn to(word: &str) -> Self {
        let mapped = casemap(word);
        let loose = loosened(&mapped);
        let word: Vec<char> = loose.chars().collect();
        Self { loose: Finder::new(loose.as_bytes()).into_owned(), slips: slips(&word), word }
    }

    /// How many bytes such a word has at the most: as many marks as letters, and some more letters.
    pub(super) fn len(&self) -> usize {
        3 * self.loose.needle().len() + 4 * self.slips
    }

    /// Whether the mapped text has the word, or one that is like it.
    pub(super) fn is_in(&self, mapped: &[u8]) -> bool {
        let texts = mapped.split(|byte| *byte >= NO_TEXT).filter_map(|text| std::str::from_utf8(text).ok());
        texts.into_iter().any(|text| self.is_in_loose(loosened(text).as_bytes()))
    }

    fn is_in_loose(&self, text: &[u8]) -> bool {
        let is_between = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
        self.loose.find(text).is_some() || self.slips > 0 && text.split(is_between).any(|word| self.is_like(word))
    }

    fn is_like(&self, word: &[u8]) -> bool {
        if word.len() > 4 * LONGEST {
            return false;
        }
        let Ok(word) = std::str::from_utf8(word) else { return false };
        // A slip in the first letter is rare, and dear to look for.
        if word.chars().next() != self.word.first().copied() {
            return false;
        }
        let word: Vec<char> = word.chars().collect();
        word.len().abs_diff(self.word.len()) <= self.slips && within(&self.word, &word, self.slips)
    }
}

/// How many slips are forgiven. None where only the word itself is meant: short words are too much like each other, and
/// so are those of scripts in which a character is a syllable or more.
fn slips(word: &[char]) -> usize {
    let is_letter = |it: &char| it.is_alphabetic() && *it < '\u{2E80}' && !matches!(it, '\u{1100}'..='\u{11FF}');
    match word.len() {
        4..=LONGEST if !word.iter().all(is_letter) => 0,
        4..=7 => 1,
        8..=LONGEST => 2,
        _ => 0,
    }
}

/// Whether so many slips make one of the other: a letter too many, too few, another one, or two that changed places.
fn within(one: &[char], other: &[char], slips: usize) -> bool {
    let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let (one, other) = (one.get(same..).unwrap_or_default(), other.get(same..).unwrap_or_default());
    let ([first, one_rest @ ..], [second, other_rest @ ..]) = (one, other) else {
        return one.len().max(other.len()) <= slips;
    };
    let Some(slips) = slips.checked_sub(1) else { return false };
    let swapped = match (one_rest, other_rest) {
        ([next, one_rest @ ..], [following, other_rest @ ..]) if first == following && next == second => {
            within(one_rest, other_rest, slips)
        }
        _ => false,
    };
    swapped || within(one_rest, other_rest, slips) || within(one_rest, other, slips) || within(one, other_rest, slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_finger_are_forgiven() {
        let is_in = |word: &str, text: &str| Similar::to(word).is_in(casemap(text).as_bytes());
        for (word, text) in [
            ("helo", "say hello!"),
            ("helo", "help"),
            ("helo", "held up"),
            ("heol", "helo"),
            ("recieve", "(receive)"),
            ("acommodate", "x,accommodate"),
            ("konfernez", "konferenz"),
            ("приве", "привет"),
            ("müller", "Muller"),
            ("muller", "MÜLLER"),
            ("strasse", "Hauptstraße"),
            ("file", "\u{fb01}le"),
            ("한국", "한국어"),
        ] {
            assert!(is_in(word, text), "{word} {text}");
        }
        for (word, text) in [
            ("helo", "jello"),
            ("helo", "he lo"),
            ("the", "tha"),
            ("2024", "2025"),
            ("中国新闻", "中国新年"),
            ("konferenz", "konkurrenz"),
            ("한국", "한극"),
        ] {
            assert!(!is_in(word, text), "{word} {text}");
        }
        assert!(!is_in("hello", &"h".repeat(200)));
    }
}
