use super::SearchKey;
use crate::Numbering;

/// `THREAD` and `UID THREAD` (RFC 5256 §3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// What the numbers in the answer are. Numbers in the keys say it themselves.
    pub numbering: Numbering,
    /// How to gather messages into threads.
    pub algorithm: ThreadAlgorithm,
    /// The charset of the strings in `key`, as written.
    pub charset: String,
    /// What to look for; several keys are an [`SearchKey::And`].
    pub key: SearchKey,
}

/// How to gather messages into threads (RFC 5256 §5, ABNF `thread-alg`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ThreadAlgorithm {
    /// `ORDEREDSUBJECT`: by base subject, then by sent date
    OrderedSubject,
    /// `REFERENCES`: by References and In-Reply-To, then by base subject
    References,
    /// `REFS`: as `REFERENCES` but never by subject, the newest thread last (draft-ietf-morg-inthread)
    Refs,
}

impl ThreadAlgorithm {
    /// Every algorithm.
    pub const EVERY: [ThreadAlgorithm; 3] =
        [ThreadAlgorithm::OrderedSubject, ThreadAlgorithm::References, ThreadAlgorithm::Refs];

    /// The algorithm's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ThreadAlgorithm::OrderedSubject => "ORDEREDSUBJECT",
            ThreadAlgorithm::References => "REFERENCES",
            ThreadAlgorithm::Refs => "REFS",
        }
    }

    /// The algorithm of this name, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|it| it.as_str().eq_ignore_ascii_case(name))
    }
}
