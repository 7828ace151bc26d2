//! HTML to plain text, well enough for search and previews.
//!
//! No document is built: tags, comments, scripts, styles and titles are left out, entities are replaced, white space is
//! folded as a browser would, and block elements end lines. What a style sheet hides is still there.

mod entities;
mod tag;

use tag::Tag;

/// Turns HTML into text as it streams. However it is cut into chunks, the result is the same.
#[derive(Clone, Debug, Default)]
pub struct HtmlToText {
    state: State,
    /// White space that is due before the next character.
    gap: Gap,
}

#[derive(Clone, Debug, Default)]
enum State {
    #[default]
    Text,
    /// Behind an `&`, with what follows it so far.
    Entity(String),
    /// Behind a `<`.
    Tag(Tag),
    /// Inside an element whose content is no text, until this end tag, of which so many characters have been seen.
    Hidden(&'static str, usize),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    /// At the start of the text, where no white space shows.
    #[default]
    Start,
    None,
    Space,
    Line,
}

impl HtmlToText {
    /// A converter at the start of a document.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads more of the document and appends its text.
    pub fn push(&mut self, html: &str, text: &mut String) {
        let mut rest = html;
        while !rest.is_empty() {
            rest = match &mut self.state {
                State::Text => self.text(rest, text),
                State::Entity(_) => self.entity(rest, text),
                State::Tag(_) => self.tag(rest, text),
                State::Hidden(..) => self.hidden(rest),
            };
        }
    }

    /// Ends the document.
    pub fn finish(mut self, text: &mut String) {
        match std::mem::take(&mut self.state) {
            State::Entity(name) => self.end_entity(&name, text),
            State::Tag(tag) if tag.is_bare() => self.character('<', text),
            _ => {}
        }
    }

    fn text<'a>(&mut self, html: &'a str, text: &mut String) -> &'a str {
        let end = memchr::memchr2(b'<', b'&', html.as_bytes()).unwrap_or(html.len());
        let (plain, rest) = html.split_at(end);
        self.characters(plain, text);
        let mut marks = rest.chars();
        match marks.next() {
            Some('<') => self.state = State::Tag(Tag::default()),
            Some('&') => self.state = State::Entity(String::new()),
            _ => {}
        }
        marks.as_str()
    }

    fn entity<'a>(&mut self, html: &'a str, text: &mut String) -> &'a str {
        let State::Entity(name) = &mut self.state else { return html };
        let allowed = |it: char| it.is_ascii_alphanumeric() || it == '#';
        let end = html.find(|it| !allowed(it)).unwrap_or(html.len()).min(entities::NAME_BYTES - name.len());
        let (more, rest) = html.split_at(end);
        name.push_str(more);
        if rest.is_empty() && name.len() < entities::NAME_BYTES {
            return rest;
        }
        let name = std::mem::take(name);
        self.state = State::Text;
        self.end_entity(&name, text);
        rest.strip_prefix(';').filter(|_| entities::character(&name).is_some()).unwrap_or(rest)
    }

    fn end_entity(&mut self, name: &str, text: &mut String) {
        match entities::character(name) {
            Some(character) => self.character(character, text),
            None => {
                self.character('&', text);
                self.characters(name, text);
            }
        }
    }

    fn tag<'a>(&mut self, html: &'a str, text: &mut String) -> &'a str {
        let State::Tag(tag) = &mut self.state else { return html };
        let Some(rest) = tag.push(html) else { return "" };
        let tag = std::mem::take(tag);
        self.state = tag.hides_until().map_or(State::Text, |end| State::Hidden(end, 0));
        if tag.is_bare() {
            self.character('<', text);
        } else if tag.ends_line() {
            self.gap = if self.gap == Gap::Start { Gap::Start } else { Gap::Line };
        } else if tag.ends_cell() {
            self.space();
        }
        rest
    }

    /// Looks for `</name`; what stands behind it up to the `>` is a tag like any other.
    fn hidden<'a>(&mut self, html: &'a str) -> &'a str {
        let State::Hidden(end, seen) = &mut self.state else { return html };
        let dull = if *seen == 0 { before_tag(html) } else { 0 };
        for (position, byte) in html.bytes().enumerate().skip(dull) {
            *seen = match end.as_bytes().get(*seen) {
                Some(due) if due.eq_ignore_ascii_case(&byte) => *seen + 1,
                _ => usize::from(byte == b'<'),
            };
            if *seen == end.len() {
                self.state = State::Tag(Tag::inside());
                return html.get(position + 1..).unwrap_or_default();
            }
            if *seen == 0 {
                return html.get(position..).unwrap_or_default();
            }
        }
        ""
    }

    fn characters(&mut self, plain: &str, text: &mut String) {
        let mut rest = plain;
        while !rest.is_empty() {
            let end = rest.find(is_space).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            if !word.is_empty() {
                self.fill_gap(text);
                text.push_str(word);
            }
            rest = behind.trim_start_matches(is_space);
            if rest.len() < behind.len() {
                self.space();
            }
        }
    }

    fn character(&mut self, character: char, text: &mut String) {
        if is_space(character) {
            return self.space();
        }
        self.fill_gap(text);
        text.push(character);
    }

    fn space(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::Space;
        }
    }

    fn fill_gap(&mut self, text: &mut String) {
        match self.gap {
            Gap::Space => text.push(' '),
            Gap::Line => text.push('\n'),
            Gap::Start | Gap::None => {}
        }
        self.gap = Gap::None;
    }
}

fn before_tag(html: &str) -> usize {
    memchr::memchr(b'<', html.as_bytes()).unwrap_or(html.len())
}

/// The no-break space is a space to whoever searches.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n' | '\u{C}' | '\u{A0}')
}

/// The text of an HTML document: tags, scripts and styles left out, entities replaced.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    let mut text = String::new();
    let mut converter = HtmlToText::new();
    converter.push(html, &mut text);
    converter.finish(&mut text);
    text
}
