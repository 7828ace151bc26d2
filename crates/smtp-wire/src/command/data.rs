//! `DATA` (RFC 5321 §4.1.1.4): no arguments.

/// `DATA`
pub(super) const TEXT: &str = "DATA";
