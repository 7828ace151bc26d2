//! Words that are much like another one, so that a slip of the finger hides no message.

/// How many characters a word has at the most that is compared with others.
const LONGEST: usize = 32;

/// No byte of UTF-8 is that or more; such ones stand between texts.
const NO_TEXT: u8 = 0xF8;

/// A word, and how far others may be from it.
#[derive(Clone, Debug)]
pub(super) struct Similar {
    word: Vec<char>,
    slips: usize,
}

impl Similar {
    /// `None` where only the word itself is meant: short words are too much like each other, and so are those of
    /// scripts in which a character is a syllable or more.
    pub(super) fn to(word: &str) -> Option<Self> {
        let word: Vec<char> = word.chars().collect();
        let slips = match word.len() {
            4..=7 => 1,
            8..=LONGEST => 2,
            _ => return None,
        };
        word.iter().all(|it| it.is_alphabetic() && *it < '\u{2E80}').then_some(Self { word, slips })
    }

    /// How many bytes more such a word may have.
    pub(super) fn excess(&self) -> usize {
        4 * self.slips
    }

    /// Whether a word of the folded text is like it.
    pub(super) fn is_in(&self, folded: &[u8]) -> bool {
        let is_between = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric() || *byte >= NO_TEXT;
        folded.split(is_between).any(|word| self.is_like(word))
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
        let is_in = |word: &str, text: &str| Similar::to(word).is_some_and(|word| word.is_in(text.as_bytes()));
        for (word, text) in [
            ("helo", "say hello!"),
            ("helo", "help"),
            ("helo", "held up"),
            ("heol", "helo"),
            ("recieve", "(receive)"),
            ("acommodate", "x,accommodate"),
            ("konfernez", "konferenz"),
            ("приве", "привет"),
        ] {
            assert!(is_in(word, text), "{word} {text}");
        }
        for (word, text) in [
            ("helo", "jello"),
            ("helo", "he lo"),
            ("the", "thee"),
            ("2024", "2025"),
            ("中国新闻", "中国新年"),
            ("konferenz", "konkurrenz"),
        ] {
            assert!(!is_in(word, text), "{word} {text}");
        }
        assert!(!is_in("hello", &"h".repeat(200)));
    }
}
