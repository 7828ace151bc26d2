//! `STARTTLS` (RFC 3207 §4): no arguments.

/// `STARTTLS`
pub(super) const TEXT: &str = "STARTTLS";
