//! windows-1258, in which accents stand behind their letters one by one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// How long a letter with its marks may be, in octets; of more marks the others stand alone.
const LONGEST: usize = 64;

/// Composes letters and the marks behind them, as Vietnamese is written in Unicode: so it looks like what is typed, and
/// is found by it, for i;unicode-casemap does not put marks in order (RFC 5051 §2).
#[derive(Debug, Default)]
pub(super) struct Marks {
    decoded: String,
    /// A letter and the marks so far.
    letter: String,
}

impl Marks {
    /// Where text is to be appended before [`Marks::compose`].
    pub(super) fn decoded(&mut self) -> &mut String {
        &mut self.decoded
    }

    /// Appends what was decoded to `text`, but for the last letter, which a mark may follow.
    pub(super) fn compose(&mut self, text: &mut String) {
        let decoded = std::mem::take(&mut self.decoded);
        for it in decoded.chars() {
            if canonical_combining_class(it) == 0 || self.letter.len() >= LONGEST {
                self.finish(text);
            }
            self.letter.push(it);
        }
    }

    /// Appends the last letter.
    pub(super) fn finish(&mut self, text: &mut String) {
        text.extend(self.letter.nfc());
        self.letter.clear();
    }
}
