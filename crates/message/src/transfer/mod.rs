//! Content-Transfer-Encoding (RFC 2045 §6), decoded as it streams.

mod base64;
mod quoted_printable;
mod uuencode;

pub(crate) use base64::{Base64, base64_digit};

use crate::part::Encoding;
use quoted_printable::QuotedPrintable;
use uuencode::Uuencode;

/// Decodes the body of a part to its content. However it is cut into chunks, the result is the same.
///
/// Broken encodings are read as far as they go (RFC 2045 §6.7, §6.8).
#[derive(Debug)]
pub struct TransferDecoder(Decoder);

#[derive(Debug)]
enum Decoder {
    Identity,
    Base64(Base64),
    QuotedPrintable(QuotedPrintable),
    Uuencode(Uuencode),
}

impl TransferDecoder {
    /// A decoder at the start of a body. An unknown encoding is passed through as it stands.
    #[must_use]
    pub fn new(encoding: &Encoding) -> Self {
        Self(match encoding {
            Encoding::Base64 => Decoder::Base64(Base64::default()),
            Encoding::QuotedPrintable => Decoder::QuotedPrintable(QuotedPrintable::default()),
            Encoding::Other(name) if is_uuencode(name) => Decoder::Uuencode(Uuencode::default()),
            _ => Decoder::Identity,
        })
    }

    /// Whether the encoding is one that can be decoded; BINARY answers NO [UNKNOWN-CTE] otherwise (RFC 3516 §4.3).
    #[must_use]
    pub fn knows(encoding: &Encoding) -> bool {
        !matches!(encoding, Encoding::Other(name) if !is_uuencode(name))
    }

    /// Reads more of the body and appends its content.
    pub fn push(&mut self, body: &[u8], content: &mut Vec<u8>) {
        match &mut self.0 {
            Decoder::Identity => content.extend_from_slice(body),
            Decoder::Base64(decoder) => decoder.push(body, content),
            Decoder::QuotedPrintable(decoder) => decoder.push(body, content),
            Decoder::Uuencode(decoder) => decoder.push(body, content),
        }
    }

    /// Ends the body.
    pub fn finish(self, content: &mut Vec<u8>) {
        match self.0 {
            Decoder::Identity | Decoder::Base64(_) => {}
            Decoder::QuotedPrintable(decoder) => decoder.finish(content),
            Decoder::Uuencode(decoder) => decoder.finish(content),
        }
    }
}

fn is_uuencode(name: &str) -> bool {
    matches!(name, "x-uuencode" | "uuencode" | "x-uue")
}

/// The value of a hexadecimal digit; lower case is no error (RFC 2045 §6.7, note 1).
pub(crate) fn unhex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
