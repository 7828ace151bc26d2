//! The text of a text part, decoded as it streams.

use crate::charset::{Charset, CharsetDecoder};
use crate::part::Part;
use crate::transfer::TransferDecoder;

/// Decodes the body of a part to UTF-8: first its transfer encoding, then its charset.
///
/// The body may be cut into chunks anywhere; the result is the same. HTML stays HTML: see
/// [`HtmlToText`](crate::HtmlToText).
#[derive(Debug)]
pub struct TextDecoder {
    transfer: TransferDecoder,
    charset: CharsetDecoder,
    content: Vec<u8>,
}

impl TextDecoder {
    /// A decoder at the start of the body of `part`. A missing or unknown charset, and 8-bit in US-ASCII, is guessed.
    #[must_use]
    pub fn new(part: &Part) -> Self {
        let charset = part.charset().unwrap_or(Charset::UNDECLARED);
        Self { transfer: TransferDecoder::new(&part.encoding), charset: charset.decoder(), content: Vec::new() }
    }

    /// Reads more of the body and appends its text.
    pub fn push(&mut self, body: &[u8], text: &mut String) {
        self.content.clear();
        self.transfer.push(body, &mut self.content);
        self.charset.push(&self.content, text);
    }

    /// Ends the body and appends what was still held back.
    pub fn finish(mut self, text: &mut String) {
        self.content.clear();
        self.transfer.finish(&mut self.content);
        self.charset.push(&self.content, text);
        self.charset.finish(text);
    }
}
