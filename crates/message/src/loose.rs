//! Text in the form in which it is searched fuzzily.

use std::borrow::Cow;

use unicode_normalization::char::canonical_combining_class;

/// What is left of text in the form of [`casemap`](crate::casemap) where accents and the ways to write a letter do not
/// count: marks are gone, and what has upper case only in more letters has it, so that `Straße` and `STRASSE`, `oﬃce`
/// and `Office`, `Müller` and `Muller` are one.
///
/// What becomes of a character does not depend on its neighbours.
#[must_use]
pub fn loosened(mapped: &str) -> Cow<'_, str> {
    if mapped.bytes().all(|octet| octet.is_ascii() && !octet.is_ascii_lowercase()) {
        return mapped.into();
    }
    let letters = mapped.chars().filter(|it| canonical_combining_class(*it) == 0);
    letters.flat_map(char::to_lowercase).flat_map(char::to_uppercase).collect::<String>().into()
}
