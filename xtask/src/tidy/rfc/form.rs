//! Finding references in comments.

use crate::scan::is_word;
use crate::source::Source;
use crate::tidy::Problem;

/// One reference of the right form.
pub(super) struct Reference<'a> {
    pub(super) source: &'a Source,
    pub(super) line: usize,
    pub(super) rfc: u32,
    pub(super) section: Option<String>,
}

/// The references of `source`, and those of another form.
pub(super) fn references(source: &Source) -> (Vec<Reference<'_>>, Vec<Problem>) {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    let lines: Vec<&str> = source.views.comments.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).map_or("", |next| next.trim_start_matches(['/', '!', '*', ' ']));
        for mention in mentions(line) {
            match parse(mention, next) {
                Ok((rfc, section)) => found.push(Reference { source, line: at + 1, rfc, section }),
                Err(text) => problems.push(Problem::new(&source.path, at + 1, text)),
            }
        }
    }
    (found, problems)
}

/// The parts of `line` that begin with `rfc`, in any case, as a word of its own, and a number.
fn mentions(line: &str) -> impl Iterator<Item = &str> {
    let starts = line.char_indices().filter_map(move |(at, _)| {
        let inside_word = line.get(..at)?.ends_with(|character| is_word(character) || character == '/');
        let rest = line.get(at..).filter(|_| !inside_word)?;
        rest.get(..3)?.eq_ignore_ascii_case("rfc").then_some(rest)
    });
    starts.filter(|rest| is_mention(rest))
}

/// Whether a number follows, or the line ends before one could. Names like `rfc822` and `RFC822.SIZE` are none.
fn is_mention(rest: &str) -> bool {
    let after = rest.get(3..).unwrap_or_default();
    let number = after.trim_start_matches([' ', '-', '_', ':', '#']);
    number.starts_with(|character: char| character.is_ascii_digit()) && digits(number) != "822" || after.is_empty()
}

/// The RFC and the section, or what is wrong with the form.
fn parse(mention: &str, next_line: &str) -> Result<(u32, Option<String>), String> {
    let wanted = "write it as `RFC 9051 §6.4.3`";
    let number = mention.strip_prefix("RFC ").map(digits).filter(|number| !number.is_empty());
    let Some(number) = number else {
        return Err(match mention.trim_end().len() {
            3 => format!("a reference is broken over two lines: {wanted}"),
            _ => format!("`{}`: {wanted}", first_words(mention)),
        });
    };
    let rfc = number.parse().map_err(|_| format!("RFC {number} is no number of an RFC"))?;
    let rest = mention.get("RFC ".len() + number.len()..).unwrap_or_default();
    if rest.is_empty() && next_line.starts_with('§') {
        return Err(format!("a reference is broken over two lines: {wanted}"));
    }
    match rest.strip_prefix(" §") {
        Some(section) => Ok((rfc, Some(section_number(section).ok_or(format!("RFC {rfc} §: no section"))?))),
        None if names_section(rest) => Err(format!("`{}`: {wanted}", first_words(mention))),
        None => Ok((rfc, None)),
    }
}

/// A section (`6.4.3`) or an appendix (`A.1`).
fn section_number(text: &str) -> Option<String> {
    let end = text.find(|character: char| character != '.' && !character.is_ascii_alphanumeric());
    let number = text.get(..end.unwrap_or(text.len()))?.trim_end_matches('.');
    let begins_well =
        number.starts_with(|character: char| character.is_ascii_digit() || character.is_ascii_uppercase());
    begins_well.then(|| number.to_owned())
}

/// Whether what follows the number names a section in another way.
fn names_section(rest: &str) -> bool {
    let rest = rest.trim_start_matches([',', ';', ':', '-', ' ', '(']).to_ascii_lowercase();
    ["§", "section", "sec.", "sect.", "s.", "appendix"].iter().any(|word| rest.starts_with(word))
}

fn digits(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Enough of a mention to recognise it.
fn first_words(mention: &str) -> String {
    mention.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
