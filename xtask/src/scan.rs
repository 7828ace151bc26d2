//! Rust text, taken apart as far as the checks need it: code without comments and literals, comments without code,
//! and tokens. Not here: a parser. What rustfmt has formatted needs none.

/// One text in two views with the same lines: what belongs to the other is left out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Views {
    /// The text without comments and without the insides of string and character literals.
    pub(crate) code: String,
    /// The comments alone, with their slashes.
    pub(crate) comments: String,
}

/// A word (letters, digits, `_`) or one other character, its line, from 1, and where in the view it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    pub(crate) line: usize,
    pub(crate) start: usize,
}

/// Splits `text` into its views.
pub(crate) fn views(text: &str) -> Views {
    let mut splitter = Splitter { rest: text, after_word: false, views: Views::default() };
    while !splitter.rest.is_empty() {
        splitter.step();
    }
    splitter.views
}

/// The tokens of a code view.
pub(crate) fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) { word_length(rest) } else { first.len_utf8() };
        let start = code.len() - rest.len();
        let (text, after) = rest.split_at(length);
        rest = after;
        match first {
            '\n' => line += 1,
            _ if first.is_whitespace() => {}
            // A raw identifier (`r#move`) is the word behind its mark.
            'r' if text == "r" && after.starts_with('#') => rest = after.trim_start_matches('#'),
            _ => tokens.push(Token { text, line, start }),
        }
    }
    tokens
}

pub(crate) fn is_word(character: char) -> bool {
    character == '_' || character.is_ascii_alphanumeric() || !character.is_ascii() && character.is_alphanumeric()
}

fn word_length(text: &str) -> usize {
    text.find(|character| !is_word(character)).unwrap_or(text.len())
}

struct Splitter<'a> {
    rest: &'a str,
    /// Whether a word ends right before the rest, so that `r` there does not begin a raw string.
    after_word: bool,
    views: Views,
}

#[derive(Clone, Copy)]
enum Part {
    Code,
    Comment,
    Literal,
}

impl Splitter<'_> {
    fn step(&mut self) {
        let (part, length) = self.next_part();
        let (text, rest) = self.rest.split_at(length.clamp(1, self.rest.len()));
        self.after_word = matches!(part, Part::Code) && text.ends_with(is_word);
        self.rest = rest;
        match part {
            Part::Code => self.views.add(text, &blank(text)),
            Part::Comment => self.views.add(&blank(text), text),
            Part::Literal => self.views.add(&emptied(text), &blank(text)),
        }
    }

    /// What begins here, and how long it is.
    fn next_part(&self) -> (Part, usize) {
        let rest = self.rest;
        if rest.starts_with("//") {
            return (Part::Comment, rest.find('\n').unwrap_or(rest.len()));
        }
        if rest.starts_with("/*") {
            return (Part::Comment, block_comment(rest));
        }
        if !self.after_word
            && let Some(length) = raw_string(rest)
        {
            return (Part::Literal, length);
        }
        match rest.chars().next() {
            Some('"') => (Part::Literal, string(rest)),
            Some('\'') => character(rest).map_or((Part::Code, 1), |length| (Part::Literal, length)),
            Some(first) if is_word(first) && !self.after_word => (Part::Code, word_length(rest)),
            _ => (Part::Code, plain_length(rest)),
        }
    }
}

impl Views {
    fn add(&mut self, code: &str, comments: &str) {
        self.code.push_str(code);
        self.comments.push_str(comments);
    }
}

/// The length of the first character and what follows it up to a word, or a character that may begin something else.
fn plain_length(text: &str) -> usize {
    let mut rest = text.char_indices().skip(1);
    let next = rest.find(|&(_, character)| is_word(character) || matches!(character, '/' | '"' | '\''));
    next.map_or(text.len(), |(at, _)| at)
}

/// The length of a block comment; they nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let step = if rest.starts_with("/*") {
            depth += 1;
            2
        } else if rest.starts_with("*/") {
            depth -= 1;
            2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of a raw string (`r"…"`, `br#"…"#`), if one begins here.
fn raw_string(text: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"]
        .into_iter()
        .find(|prefix| text.strip_prefix(prefix).is_some_and(|rest| rest.trim_start_matches('#').starts_with('"')))?;
    let hashes = text.get(prefix.len()..)?.find('"')?;
    let start = prefix.len() + hashes + 1;
    let closing = format!("\"{}", "#".repeat(hashes));
    let end = text.get(start..)?.find(&closing).map(|at| start + at + closing.len());
    Some(end.unwrap_or(text.len()))
}

/// The length of a string that begins with its quote.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a character literal, if it is one and not a lifetime.
fn character(text: &str) -> Option<usize> {
    let mut inside = text.char_indices().skip(1);
    let (_, first) = inside.next()?;
    if first != '\\' {
        return inside.next().filter(|&(_, next)| next == '\'').map(|(at, _)| at + 1);
    }
    inside.next();
    inside.find(|&(_, next)| next == '\'').map(|(at, _)| at + 1)
}

/// The line breaks alone; a space where there is none, so that words stay apart.
fn blank(text: &str) -> String {
    match text.matches('\n').count() {
        0 => " ".to_owned(),
        lines => "\n".repeat(lines),
    }
}

/// A literal of the same lines that says nothing.
fn emptied(text: &str) -> String {
    let lines = text.matches('\n').count();
    format!("\"{}\"", "\n".repeat(lines))
}

#[cfg(test)]
mod tests;
