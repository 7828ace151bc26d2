//! windows-1258, in which accents stand behind their letters one by one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// How much may be held, in octets: more marks than any letter has.
const HELD: usize = 256;

/// Composes letters and the marks behind them, as Vietnamese is written in Unicode: so it looks like what is typed, and
/// is found by it, for i;unicode-casemap does not put marks in order (RFC 5051 §2).
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Text whose end may be a letter that a mark follows.
    held: String,
}

impl Marks {
    /// Where text is to be appended before [`Marks::compose`].
    pub(super) fn held(&mut self) -> &mut String {
        &mut self.held
    }

    /// Appends what is held to `text`, but for the last letter.
    pub(super) fn compose(&mut self, text: &mut String) {
        let is_letter = |(_, it): &(usize, char)| canonical_combining_class(*it) == 0;
        let last = self.held.char_indices().rev().find(is_letter).map_or(0, |(place, _)| place);
        let last = if self.held.len() - last > HELD { self.held.len() } else { last };
        text.extend(self.held.drain(..last).collect::<String>().nfc());
    }

    /// Appends the rest.
    pub(super) fn finish(&mut self, text: &mut String) {
        text.extend(self.held.drain(..).collect::<String>().nfc());
    }
}
