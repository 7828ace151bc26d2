//! `AUTH` and the lines of its exchange (RFC 4954 §4).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::SyntaxError;
use crate::cursor::Cursor;

/// The longest name of a mechanism (RFC 4422 §3.1).
const MECHANISM_MAX: usize = 20;

/// The start of an authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// The name of the mechanism, in upper case.
    pub mechanism: String,
    /// The initial response, decoded; `=` is an empty one.
    pub initial: Option<Secret>,
}

/// What a client sends in an exchange: most likely a password, so that it does not show in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// A client's line in the middle of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// A response, decoded.
    Response(Secret),
    /// `*`: the client gives up.
    Cancel,
}

impl Secret {
    /// Keeps `octets` from view.
    #[must_use]
    pub fn new(octets: Vec<u8>) -> Self {
        Self(octets)
    }

    /// The octets.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Exchange {
    /// `(*base64 / "*") CRLF`: parses a line without its CRLF.
    ///
    /// # Errors
    /// The line is neither `*` nor base64.
    pub fn parse(line: &[u8]) -> Result<Self, SyntaxError> {
        match line {
            b"*" => Ok(Self::Cancel),
            _ => decode(line).map(Self::Response),
        }
    }
}

impl Auth {
    pub(super) fn text(&self) -> String {
        let Some(initial) = &self.initial else { return format!("AUTH {}", self.mechanism) };
        let response = if initial.0.is_empty() { "=".to_owned() } else { STANDARD.encode(&initial.0) };
        format!("AUTH {} {response}", self.mechanism)
    }
}

/// `"AUTH" SP sasl-mech [SP initial-response] *(CRLF [base64]) [CRLF cancel-response] CRLF`, the first line of it
pub(super) fn parse(mut arguments: Cursor<'_>) -> Result<Auth, SyntaxError> {
    let name = arguments.take_some(is_mechanism_char).ok_or(SyntaxError::Arguments)?;
    if name.len() > MECHANISM_MAX {
        return Err(SyntaxError::Arguments);
    }
    let initial = initial_response(arguments)?;
    Ok(Auth { mechanism: name.to_ascii_uppercase(), initial })
}

/// `initial-response = base64 / "="`
fn initial_response(mut rest: Cursor<'_>) -> Result<Option<Secret>, SyntaxError> {
    if rest.is_end() {
        return Ok(None);
    }
    rest.take(' ').ok_or(SyntaxError::Arguments)?;
    match rest.rest() {
        "=" => Ok(Some(Secret(Vec::new()))),
        text => decode(text.as_bytes()).map(Some),
    }
}

fn decode(text: &[u8]) -> Result<Secret, SyntaxError> {
    STANDARD.decode(text).map(Secret).map_err(|_| SyntaxError::Base64)
}

/// `mech-char = UPPER-ALPHA / DIGIT / HYPHEN / UNDERSCORE` (RFC 4422 §3.1), in any case (RFC 4954 §4)
fn is_mechanism_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}
