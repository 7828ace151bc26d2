//! Sentences and paragraphs that compress about as well as real English does.

use super::random::Random;
use super::words::WORDS;

const TABLE: usize = 1 << 15;

/// Draws words so that the n-th is used about 1/n as often as the first (Zipf's law).
pub(crate) struct Prose {
    words: Vec<String>,
    /// Indexes of `words`, each as often as its share of the language.
    draw: Vec<u16>,
}

impl Prose {
    pub(crate) fn new() -> Self {
        let words = vocabulary();
        let weights: Vec<f64> = (0..words.len()).map(|rank| 1.0 / (rank as f64 + 2.7)).collect();
        let total: f64 = weights.iter().sum();
        let mut draw = Vec::with_capacity(TABLE);
        for (index, weight) in weights.iter().enumerate() {
            let share = (weight / total * TABLE as f64).ceil() as usize;
            draw.extend(std::iter::repeat_n(u16::try_from(index).unwrap_or(0), share));
        }
        Self { words, draw }
    }

    pub(crate) fn word(&self, random: &mut Random) -> &str {
        let index = self.draw.get(random.below(self.draw.len().max(1))).copied().unwrap_or(0);
        self.words.get(usize::from(index)).map_or("the", String::as_str)
    }

    /// `count` words, the first with a capital.
    pub(crate) fn phrase(&self, random: &mut Random, count: usize) -> String {
        let mut text = String::with_capacity(count * 7);
        for index in 0..count {
            if index > 0 {
                text.push(' ');
            }
            text.push_str(self.word(random));
        }
        capitalise(&mut text);
        text
    }

    /// A sentence of 5 to 20 words, now and then with a comma or a number.
    pub(crate) fn sentence(&self, random: &mut Random) -> String {
        let count = 5 + random.below(16);
        let mut text = self.phrase(random, count);
        match random.below(6) {
            0 => text = format!("{text}, {}", self.phrase(random, 4).to_lowercase()),
            1 => text = format!("{text} {}", random.below(3000)),
            _ => {}
        }
        text.push(if random.below(12) == 0 { '?' } else { '.' });
        text
    }

    /// Lines of at most 72 characters, each begun with `prefix` and ended with CRLF, of about `size` bytes together.
    pub(crate) fn lines(&self, random: &mut Random, prefix: &str, size: usize) -> String {
        let mut text = String::with_capacity(size + 128);
        while text.len() < size {
            let sentences = 2 + random.below(4);
            let paragraph: Vec<String> = (0..sentences).map(|_| self.sentence(random)).collect();
            wrap(&mut text, &paragraph.join(" "), prefix);
            text.push_str(prefix.trim_end());
            text.push_str("\r\n");
        }
        text
    }
}

/// The list, and behind it its longer words with endings: rarer forms, as in real text.
fn vocabulary() -> Vec<String> {
    let base: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    let mut words: Vec<String> = base.iter().map(|word| (*word).to_owned()).collect();
    for ending in ["s", "ing", "ed", "er", "ly", "ness", "less", "ment"] {
        let long = base.iter().filter(|word| word.len() > 3 && !word.ends_with(ending));
        words.extend(long.map(|word| format!("{}{ending}", word.trim_end_matches('e'))));
    }
    words
}

fn capitalise(text: &mut str) {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
}

fn wrap(out: &mut String, text: &str, prefix: &str) {
    let mut width = 0;
    out.push_str(prefix);
    for word in text.split(' ') {
        if width > 0 && width + word.len() > 70 {
            out.push_str("\r\n");
            out.push_str(prefix);
            width = 0;
        } else if width > 0 {
            out.push(' ');
        }
        out.push_str(word);
        width += word.len() + 1;
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_as_many_as_asked_for() {
        let text = Prose::new().lines(&mut Random::new(1), "> ", 4000);
        assert!((4000..5000).contains(&text.len()));
        assert!(text.split("\r\n").all(|line| line.len() <= 100 && (line.is_empty() || line.starts_with('>'))));
    }

    #[test]
    fn frequent_words_are_frequent() {
        let prose = Prose::new();
        let mut random = Random::new(2);
        let the = (0..10_000).filter(|_| prose.word(&mut random) == "the").count();
        assert!((300..1500).contains(&the), "{the}");
    }
}
