//! `EHLO`, `HELO` (RFC 5321 §4.1.1.1) and `LHLO` (RFC 2033 §4.1).

use std::fmt;

use super::SyntaxError;
use crate::cursor::Cursor;

/// The longest name, in octets (RFC 5321 §4.5.3.1.2).
const NAME_MAX: usize = 255;

/// Who the client says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The name or address literal.
    pub name: HelloName,
}

/// A client's name for itself: never empty, without spaces, and fit to be written into a trace field.
///
/// Many clients do not know a name that is a `Domain` (RFC 5321 §4.1.4 forbids to refuse them for it), so that anything
/// of the letters of domains and address literals will do. U-labels are none of them: SMTPUTF8 comes only later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelloName(String);

impl HelloName {
    /// The text, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HelloName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `SP ( Domain / address-literal ) CRLF`
pub(super) fn parse(mut arguments: Cursor<'_>) -> Result<Hello, SyntaxError> {
    arguments.skip_spaces();
    let name = arguments.take_some(is_name_char).ok_or(SyntaxError::Arguments)?;
    let fits = arguments.is_end() && name.len() <= NAME_MAX;
    fits.then(|| Hello { name: HelloName(name.to_owned()) }).ok_or(SyntaxError::Arguments)
}

impl Hello {
    pub(super) fn text(&self, verb: &str) -> String {
        format!("{verb} {}", self.name)
    }
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || ".-_:[]".contains(c)
}
