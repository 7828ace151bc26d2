//! One tag, comment or declaration.

use memchr::{memchr, memchr2};

/// What stands behind a `<`, read until it ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Tag {
    /// The name in lower case, with the `/` of an end tag; cut at [`NAME_BYTES`].
    name: String,
    place: Place,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Name,
    /// Among the attributes.
    Attributes,
    /// Behind the `=` of an attribute.
    Value,
    /// Inside a value, up to this quote.
    Quoted(u8),
    /// Inside a comment, with how many hyphens stand before this place, at most two.
    Comment(u8),
}

/// Elements that begin and end lines.
#[rustfmt::skip] // one name a line would hide them
const BLOCKS: [&str; 33] = [
    "p", "div", "br", "tr", "li", "ul", "ol", "dl", "dt", "dd", "table", "tbody", "hr", "blockquote", "pre", "h1", "h2",
    "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "address", "center", "form", "title", "body",
    "option", "caption", "figure",
];

/// Longer names are nobody's.
const NAME_BYTES: usize = 16;

impl Tag {
    /// A tag whose name is known and does not matter.
    pub(super) fn inside() -> Self {
        Self { name: "/".to_owned(), place: Place::Attributes }
    }

    /// Reads on; returns what stands behind the tag once it has ended.
    pub(super) fn push<'a>(&mut self, html: &'a str) -> Option<&'a str> {
        let mut rest = html;
        loop {
            let mut characters = rest.get(self.dull_length(rest.as_bytes())..)?.chars();
            let character = characters.next()?;
            if self.is_no_tag(character) {
                return Some(rest);
            }
            rest = characters.as_str();
            if self.ends(character) {
                return Some(rest);
            }
        }
    }

    /// How many bytes change nothing here.
    fn dull_length(&self, html: &[u8]) -> usize {
        let next = match self.place {
            Place::Quoted(quote) => memchr(quote, html),
            Place::Attributes => memchr2(b'>', b'=', html),
            Place::Comment(0) => memchr(b'-', html),
            Place::Name | Place::Value | Place::Comment(_) => Some(0),
        };
        next.unwrap_or(html.len())
    }

    /// Whether the `<` was only that: a tag begins with a letter, `/`, `!` or `?`.
    pub(super) fn is_bare(&self) -> bool {
        self.name.is_empty()
    }

    /// Whether the tag stands where a browser begins a new line.
    pub(super) fn ends_line(&self) -> bool {
        let name = self.name.trim_matches('/');
        BLOCKS.contains(&name)
    }

    /// Whether the tag parts words without ending the line.
    pub(super) fn ends_cell(&self) -> bool {
        matches!(self.name.trim_matches('/'), "td" | "th" | "img" | "input" | "button")
    }

    /// The end of the element whose content is no text, if this is its start tag.
    pub(super) fn hides_until(&self) -> Option<&'static str> {
        let end = ["</script", "</style", "</title", "</template"];
        end.into_iter().find(|end| end.strip_prefix("</") == Some(self.name.as_str()))
    }

    fn is_no_tag(&self, character: char) -> bool {
        self.name.is_empty() && !(character.is_ascii_alphabetic() || matches!(character, '/' | '!' | '?'))
    }

    /// Takes one character; returns whether it ends the tag.
    fn ends(&mut self, character: char) -> bool {
        match (self.place, character) {
            (Place::Comment(hyphens), _) => return self.comment(hyphens, character),
            (Place::Quoted(quote), _) if character == char::from(quote) => self.place = Place::Attributes,
            (Place::Quoted(_), _) => {}
            (_, '>') => return true,
            (Place::Name, _) => self.name(character),
            (Place::Value, '"') => self.place = Place::Quoted(b'"'),
            (Place::Value, '\'') => self.place = Place::Quoted(b'\''),
            (_, '=') => self.place = Place::Value,
            (Place::Value, _) if !character.is_ascii_whitespace() => self.place = Place::Attributes,
            _ => {}
        }
        false
    }

    fn name(&mut self, character: char) {
        if character.is_ascii_whitespace() {
            self.place = Place::Attributes;
        } else if self.name.len() < NAME_BYTES {
            self.name.push(character.to_ascii_lowercase());
        }
        if self.name == "!--" {
            self.place = Place::Comment(0);
        }
    }

    fn comment(&mut self, hyphens: u8, character: char) -> bool {
        let hyphens = if character == '-' { (hyphens + 1).min(2) } else { 0 };
        let ended = character == '>' && self.place == Place::Comment(2);
        self.place = Place::Comment(hyphens);
        ended
    }
}
