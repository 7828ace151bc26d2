//! The preview: the first readable text of a message.

use crate::html::HtmlToText;
use crate::limits;
use crate::part::Part;
use crate::text::TextDecoder;

/// Listens to text parts in their order until one has said something.
#[derive(Debug, Default)]
pub(super) struct Preview {
    text: String,
    tap: Option<Tap>,
}

/// What is read of one part.
#[derive(Debug)]
struct Tap {
    decoder: TextDecoder,
    html: Option<HtmlToText>,
    /// Encoded bytes that wait to be decoded together.
    waiting: Vec<u8>,
    left: usize,
    snippet: Snippet,
}

/// How many bytes are decoded at once.
const BATCH_BYTES: usize = 1024;

impl Preview {
    /// Listens to the body of `part` if it is text to read and nothing has been read before.
    pub(super) fn listen(&mut self, part: &Part) {
        let attached = part.disposition.as_ref().is_some_and(|it| it.kind == "attachment");
        if self.text.is_empty() && part.media_type == "text" && !attached {
            self.tap = match part.subtype.as_ref() {
                "plain" => Some(Tap::new(part, None)),
                "html" => Some(Tap::new(part, Some(HtmlToText::new()))),
                _ => None,
            };
        }
    }

    /// Listens to what may be the text of a multipart in which no boundary will be found.
    pub(super) fn listen_to_preamble(&mut self, multipart: &Part) {
        self.listen(&Part { encoding: multipart.encoding.clone(), ..Part::default() });
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        if let Some(tap) = &mut self.tap {
            tap.feed(bytes);
        }
    }

    /// Ends the part that is listened to.
    pub(super) fn end(&mut self) {
        if let Some(tap) = self.tap.take() {
            self.text = tap.finish();
        }
    }

    /// Forgets the part that is listened to.
    pub(super) fn forget(&mut self) {
        self.tap = None;
    }

    pub(super) fn finish(mut self) -> String {
        self.end();
        self.text
    }
}

impl Tap {
    fn new(part: &Part, html: Option<HtmlToText>) -> Self {
        let decoder = TextDecoder::new(part);
        Self { decoder, html, waiting: Vec::new(), left: limits::PREVIEW_BYTES, snippet: Snippet::default() }
    }

    /// Reads on, until the preview is full or as much has been read as may be.
    fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes.get(..self.left).unwrap_or(bytes);
        self.left -= rest.len();
        while !rest.is_empty() {
            let (now, behind) = rest.split_at(rest.len().min(BATCH_BYTES - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            rest = behind;
            if self.waiting.len() == BATCH_BYTES && self.decode() {
                self.left = 0;
                return;
            }
        }
    }

    fn decode(&mut self) -> bool {
        let mut decoded = String::new();
        self.decoder.push(&self.waiting, &mut decoded);
        self.waiting.clear();
        self.read(&decoded)
    }

    fn read(&mut self, decoded: &str) -> bool {
        let Some(html) = &mut self.html else { return self.snippet.push(decoded) };
        let mut text = String::new();
        html.push(decoded, &mut text);
        self.snippet.push(&text)
    }

    fn finish(mut self) -> String {
        if self.snippet.is_full() || self.decode() {
            return self.snippet.text;
        }
        let mut decoded = String::new();
        std::mem::replace(&mut self.decoder, TextDecoder::new(&Part::default())).finish(&mut decoded);
        self.read(&decoded);
        let mut text = String::new();
        if let Some(html) = self.html.take() {
            html.finish(&mut text);
        }
        self.snippet.push(&text);
        self.snippet.text
    }
}

/// Text with its white space folded, up to the length of a preview.
#[derive(Debug, Default)]
struct Snippet {
    text: String,
    characters: usize,
    space: bool,
}

impl Snippet {
    /// Returns whether it is full.
    fn push(&mut self, text: &str) -> bool {
        for character in text.chars().filter(|it| !is_invisible(*it)) {
            if character.is_whitespace() || character.is_control() {
                self.space = !self.text.is_empty();
            } else if !self.is_full() {
                self.character(character);
            }
            if self.is_full() {
                return true;
            }
        }
        false
    }

    fn character(&mut self, character: char) {
        if std::mem::take(&mut self.space) {
            self.text.push(' ');
            self.characters += 1;
        }
        if !self.is_full() {
            self.text.push(character);
            self.characters += 1;
        }
    }

    fn is_full(&self) -> bool {
        self.characters >= limits::PREVIEW_CHARS
    }
}

/// What newsletters fill the first lines with so that nothing shows.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{34F}' | '\u{200B}' | '\u{200C}' | '\u{2060}' | '\u{FEFF}')
}
