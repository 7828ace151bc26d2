//! Text that is looked for, and text that streams past it.

use memchr::memmem::Finder;
use posthouse_message::{casemap, casemap_into};

use super::similar::Similar;

/// Text to be found as i;unicode-casemap finds it (RFC 5051 §2): what it is found in has the form of `casemap`.
#[derive(Clone, Debug)]
pub(super) struct Needle {
    finder: Finder<'static>,
    /// What else is as good.
    similar: Option<Similar>,
}

impl Needle {
    /// `None` for the empty text, which need not be looked for.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mapped = casemap(text);
        (!mapped.is_empty()).then(|| Self { finder: Finder::new(mapped.as_bytes()).into_owned(), similar: None })
    }

    /// As [`Needle::new`] for a word, but words that are much like it are found too. Where text streams, a piece of a
    /// word may pass for one.
    pub(super) fn similar(word: &str) -> Option<Self> {
        let needle = Self::new(word)?;
        Some(Self { similar: Some(Similar::to(word)), ..needle })
    }

    /// Whether it is in `mapped`.
    pub(super) fn is_in(&self, mapped: &str) -> bool {
        self.is_in_octets(mapped.as_bytes())
    }

    /// As [`Needle::is_in`]; it lies across nothing that is no UTF-8.
    pub(super) fn is_in_octets(&self, mapped: &[u8]) -> bool {
        self.finder.find(mapped).is_some() || self.similar.as_ref().is_some_and(|similar| similar.is_in(mapped))
    }

    /// How many bytes what is found has at the most.
    pub(super) fn len(&self) -> usize {
        self.finder.needle().len().max(self.similar.as_ref().map_or(0, Similar::len))
    }
}

/// Maps text that streams, and shows it in windows: whatever is no longer than `overlap` and one character more lies
/// within one of them as a whole.
#[derive(Debug, Default)]
pub(super) struct Windows {
    overlap: usize,
    window: String,
}

impl Windows {
    /// For needles of up to `longest` bytes.
    pub(super) fn new(longest: usize) -> Self {
        Self { overlap: longest.saturating_sub(1), ..Self::default() }
    }

    /// The window that ends with `text`.
    pub(super) fn push(&mut self, text: &str) -> &str {
        self.slide();
        casemap_into(text, &mut self.window);
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
            text in "[aé\u{301}\u{e1}中国가각ßﬀ\r\n ]{0,60}",
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
            prop_assert!(found);
            prop_assert!(windows.window.len() < needle.len() + 9 * text.len());
        }
    }

    fn boundary(text: &str, cut: usize) -> usize {
        (0..=cut.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
    }
}
