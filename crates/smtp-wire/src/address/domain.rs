//! Domain names.

use std::fmt;

use crate::cursor::Cursor;

/// The longest domain, in octets (RFC 5321 §4.5.3.1.2).
const DOMAIN_MAX: usize = 255;

/// A domain as it was written: A-labels, or U-labels under SMTPUTF8 (RFC 6531 §3.3). Case does not matter in it
/// (RFC 5321 §2.4); whether it exists is not known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Domain(String);

impl Domain {
    /// Parses a domain that stands alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text);
        parse(&mut cursor).filter(|_| cursor.is_end())
    }

    /// The text, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `Domain = sub-domain *("." sub-domain)`
pub(super) fn parse(cursor: &mut Cursor<'_>) -> Option<Domain> {
    let text = cursor.take_some(|c| is_label_char(c) || c == '.')?;
    let is_domain = text.len() <= DOMAIN_MAX && text.split('.').all(is_sub_domain);
    is_domain.then(|| Domain(text.to_owned()))
}

/// `sub-domain = Let-dig [Ldh-str] / U-label`; the underscore is not in it, but in names that do send mail.
fn is_sub_domain(label: &str) -> bool {
    !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
}

fn is_label_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_' || (!c.is_ascii() && !c.is_control() && !c.is_whitespace())
}
