//! Text that is looked for, and text that streams past it.

use memchr::memmem::Finder;
use posthouse_message::{fold_for_search, fold_into};

use super::similar::Similar;

/// Text to be found, folded.
#[derive(Clone, Debug)]
pub(super) struct Needle {
    finder: Finder<'static>,
    /// What else is as good.
    similar: Option<Similar>,
}

impl Needle {
    /// `None` for the empty text, which need not be looked for.
    pub(super) fn new(text: &str) -> Option<Self> {
        let folded = fold_for_search(text);
        (!folded.is_empty()).then(|| Self { finder: Finder::new(folded.as_bytes()).into_owned(), similar: None })
    }

    /// As [`Needle::new`] for a word, but words that are much like it are found too. Where text streams, a piece of a
    /// word may pass for one.
    pub(super) fn similar(word: &str) -> Option<Self> {
        let needle = Self::new(word)?;
        Some(Self { similar: Similar::to(&fold_for_search(word)), ..needle })
    }

    /// Whether it is in `folded`.
    pub(super) fn is_in(&self, folded: &str) -> bool {
        self.is_in_octets(folded.as_bytes())
    }

    /// As [`Needle::is_in`]; it lies across nothing that is no UTF-8.
    pub(super) fn is_in_octets(&self, folded: &[u8]) -> bool {
        self.finder.find(folded).is_some() || self.similar.as_ref().is_some_and(|similar| similar.is_in(folded))
    }

    /// How many bytes what is found has at the most.
    pub(super) fn len(&self) -> usize {
        self.finder.needle().len() + self.similar.as_ref().map_or(0, Similar::excess)
    }
}

/// Folds text that streams, and shows it in windows: whatever is no longer than `overlap` and one character more lies
/// within one of them as a whole.
#[derive(Debug, Default)]
pub(super) struct Windows {
    overlap: usize,
    /// Text that cannot be folded yet, because what follows may belong to it: an accent to its letter.
    held: String,
    window: String,
}

/// How much text without a single ASCII character is held back; a longer run is folded in pieces.
const HELD: usize = 4096;

impl Windows {
    /// For needles of up to `longest` bytes.
    pub(super) fn new(longest: usize) -> Self {
        Self { overlap: longest.saturating_sub(1), ..Self::default() }
    }

    /// The window that ends with as much of `text` as can be folded.
    pub(super) fn push(&mut self, text: &str) -> &str {
        self.held.push_str(text);
        // No character takes part in the decomposition of what stands before or behind ASCII.
        let foldable = self.held.bytes().rposition(|byte| byte.is_ascii()).map_or(0, |last| last + 1);
        let foldable = if self.held.len() - foldable > HELD { self.held.len() } else { foldable };
        self.slide();
        fold_into(self.held.get(..foldable).unwrap_or_default(), &mut self.window);
        self.held.drain(..foldable);
        &self.window
    }

    /// The last window.
    pub(super) fn finish(&mut self) -> &str {
        self.slide();
        fold_into(&self.held, &mut self.window);
        self.held.clear();
        &self.window
    }

    /// Drops what can no longer be part of a match.
    fn slide(&mut self) {
        let mut cut = self.window.len().saturating_sub(self.overlap);
        while !self.window.is_char_boundary(cut) {
            cut -= 1;
        }
        self.window.drain(..cut);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_match_lies_within_a_window(
            text in "[aé\u{301}\u{e1}中国ßﬀ\r\n ]{0,60}",
            from in 0usize..60,
            length in 1usize..12,
            cuts in prop::collection::vec(0usize..60, 0..8),
        ) {
            let wanted: String = text.chars().skip(from).take(length).collect();
            prop_assume!(!wanted.is_empty());
            let needle = Needle::new(&wanted).unwrap();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| boundary(&text, cut)).collect();
            cuts.sort_unstable();
            let mut windows = Windows::new(needle.len());
            let mut found = false;
            let mut at = 0;
            for cut in cuts.into_iter().chain([text.len()]) {
                found |= needle.is_in(windows.push(&text[at..cut]));
                at = cut;
            }
            found |= needle.is_in(windows.finish());
            prop_assert_eq!(found, needle.is_in(&fold_for_search(&text)));
        }
    }

    fn boundary(text: &str, cut: usize) -> usize {
        (0..=cut.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
    }

    #[test]
    fn text_without_ascii_is_not_held_for_ever() {
        let mut windows = Windows::new(9);
        for _ in 0..10_000 {
            windows.push("中");
        }
        assert!(windows.held.len() <= HELD + 3);
        assert!(windows.window.len() <= HELD + 12);
    }
}
