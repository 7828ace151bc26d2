use super::{FetchItem, SearchKey, SearchReturn};
use crate::Numbering;

/// `SORT` and `UID SORT` (RFC 5256 §3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// What the numbers in the answer are. Numbers in the keys say it themselves.
    pub numbering: Numbering,
    /// `RETURN (…)` asks for an ESEARCH response (RFC 5267 §3); `None` for the older SORT response.
    pub returns: Option<SearchReturn>,
    /// With `UPDATE`: what to fetch of a message that comes into the results (RFC 5465 §8, ABNF `modifier-update`).
    pub update_items: Vec<FetchItem>,
    /// What to sort by, the most significant first; at least one. Sequence numbers break ties.
    pub criteria: Vec<SortCriterion>,
    /// The charset of the strings in `key`, as written.
    pub charset: String,
    /// What to look for; several keys are an [`SearchKey::And`].
    pub key: SearchKey,
}

impl Sort {
    /// How many criteria one command may have.
    pub const MAX_CRITERIA: usize = 32;
}

/// One criterion (RFC 5256 §5, ABNF `sort-criterion`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SortCriterion {
    /// By what.
    pub key: SortKey,
    /// `REVERSE`: the other way round.
    pub reverse: bool,
}

/// By what to sort (RFC 5256 §3, ABNF `sort-key`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// `ARRIVAL`: internal date and time
    Arrival,
    /// `CC`: the local part of the first address
    Cc,
    /// `DATE`: sent date and time
    Date,
    /// `FROM`: the local part of the first address
    From,
    /// `SIZE`
    Size,
    /// `SUBJECT`: the base subject
    Subject,
    /// `TO`: the local part of the first address
    To,
    /// `DISPLAYFROM`: the name, or address, of the first (RFC 5957 §3)
    DisplayFrom,
    /// `DISPLAYTO`: the name, or address, of the first (RFC 5957 §3)
    DisplayTo,
    /// `RELEVANCY`: how well it matches (RFC 6203 §5)
    Relevancy,
}

impl SortKey {
    /// Every key.
    pub const EVERY: [SortKey; 10] = [
        SortKey::Arrival,
        SortKey::Cc,
        SortKey::Date,
        SortKey::From,
        SortKey::Size,
        SortKey::Subject,
        SortKey::To,
        SortKey::DisplayFrom,
        SortKey::DisplayTo,
        SortKey::Relevancy,
    ];

    /// The key's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            SortKey::Arrival => "ARRIVAL",
            SortKey::Cc => "CC",
            SortKey::Date => "DATE",
            SortKey::From => "FROM",
            SortKey::Size => "SIZE",
            SortKey::Subject => "SUBJECT",
            SortKey::To => "TO",
            SortKey::DisplayFrom => "DISPLAYFROM",
            SortKey::DisplayTo => "DISPLAYTO",
            SortKey::Relevancy => "RELEVANCY",
        }
    }

    /// The key of this name, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|it| it.as_str().eq_ignore_ascii_case(name))
    }
}
