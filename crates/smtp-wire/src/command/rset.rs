//! `RSET` (RFC 5321 §4.1.1.5): no arguments.

/// `RSET`
pub(super) const TEXT: &str = "RSET";
