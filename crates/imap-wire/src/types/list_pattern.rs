/// A mailbox name with wildcards, decoded to Unicode (RFC 9051 §6.3.9, ABNF `list-mailbox`).
///
/// `*` matches anything, `%` anything but the hierarchy delimiter; no character can be escaped.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListPattern(pub String);

impl ListPattern {
    /// The pattern as text, with its wildcards.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
