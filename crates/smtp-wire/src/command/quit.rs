//! `QUIT` (RFC 5321 §4.1.1.10): no arguments.

/// `QUIT`
pub(super) const TEXT: &str = "QUIT";
