//! SIZE.

use std::fmt;

/// How large the client says the message is, in octets with CRLF and without dot-stuffing; 0 where it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

impl Size {
    /// `size-value = 1*20DIGIT` (RFC 1870 §3); beyond 64 bits it means as much as 64 bits can hold.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_value = (1..=20).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit());
        is_value.then(|| Self(text.parse().unwrap_or(u64::MAX)))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
