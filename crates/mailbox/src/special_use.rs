//! What a mailbox is for: RFC 6154 §2.

/// The use of a mailbox, as RFC 6154 names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SpecialUse {
    /// `\All`
    All = 1,
    /// `\Archive`
    Archive = 2,
    /// `\Drafts`
    Drafts = 3,
    /// `\Flagged`
    Flagged = 4,
    /// `\Junk`
    Junk = 5,
    /// `\Sent`
    Sent = 6,
    /// `\Trash`
    Trash = 7,
    /// `\Important` (RFC 8457 §3)
    Important = 8,
}

impl SpecialUse {
    /// Every use.
    pub const EVERY: [Self; 8] =
        [Self::All, Self::Archive, Self::Drafts, Self::Flagged, Self::Junk, Self::Sent, Self::Trash, Self::Important];

    /// The attribute of LIST, with its backslash.
    #[must_use]
    pub fn attribute(self) -> &'static str {
        match self {
            Self::All => "\\All",
            Self::Archive => "\\Archive",
            Self::Drafts => "\\Drafts",
            Self::Flagged => "\\Flagged",
            Self::Junk => "\\Junk",
            Self::Sent => "\\Sent",
            Self::Trash => "\\Trash",
            Self::Important => "\\Important",
        }
    }

    /// The use that this attribute names, in any case.
    #[must_use]
    pub fn from_attribute(attribute: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|special_use| special_use.attribute().eq_ignore_ascii_case(attribute))
    }

    /// Whether a mailbox can get it: the others are those of virtual mailboxes.
    #[must_use]
    pub fn can_be_given(self) -> bool {
        !matches!(self, Self::All | Self::Flagged | Self::Important)
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::EVERY.into_iter().find(|special_use| *special_use as u8 == code)
    }
}
