//! The base64 lines in which IMAP, POP3 and SMTP carry SASL.
//!
//! RFC 9051 §6.2.2, RFC 5034 §4 and RFC 4954 §4 agree: base64 with padding, `=` for an initial response that is there
//! but empty, and a line of `*` to give up.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::LONGEST_RESPONSE;
use crate::AuthError;

/// Reads the initial response that came with the command; `=` is an empty one.
pub fn decode_initial(text: &[u8]) -> Result<Vec<u8>, AuthError> {
    match text {
        b"=" => Ok(Vec::new()),
        text => decode(text),
    }
}

/// Reads a line, without its line end, that answers a challenge; `*` is [`AuthError::Cancelled`].
pub fn decode_response(line: &[u8]) -> Result<Vec<u8>, AuthError> {
    match line {
        b"*" => Err(AuthError::Cancelled),
        line => decode(line),
    }
}

/// The base64 of a challenge, to be sent behind `+ ` or `334 `.
#[must_use]
pub fn encode(challenge: &[u8]) -> String {
    STANDARD.encode(challenge)
}

fn decode(text: &[u8]) -> Result<Vec<u8>, AuthError> {
    if text.len() > LONGEST_RESPONSE.div_ceil(3) * 4 {
        return Err(AuthError::Malformed("the response is too long"));
    }
    STANDARD.decode(text).map_err(|_| AuthError::Malformed("the response is not base64"))
}
