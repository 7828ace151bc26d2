use std::fmt;

/// A message flag (RFC 9051 §2.3.2). System flags are case-insensitive; keywords are kept as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Flag {
    /// `\Answered`
    Answered,
    /// `\Flagged`
    Flagged,
    /// `\Deleted`
    Deleted,
    /// `\Seen`
    Seen,
    /// `\Draft`
    Draft,
    /// `\Recent`, of RFC 3501 §2.3.2; only the server sets it, a client may only search for it.
    Recent,
    /// A keyword: an ABNF `atom`, compared without regard to case by whoever stores it.
    Keyword(Box<str>),
}

impl Flag {
    /// The flag as it goes over the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Flag::Answered => "\\Answered",
            Flag::Flagged => "\\Flagged",
            Flag::Deleted => "\\Deleted",
            Flag::Seen => "\\Seen",
            Flag::Draft => "\\Draft",
            Flag::Recent => "\\Recent",
            Flag::Keyword(name) => name,
        }
    }

    /// The keyword, or `None` where the name is not an ABNF `atom`.
    pub fn keyword(name: &str) -> Option<Self> {
        let valid = !name.is_empty() && name.bytes().all(crate::decode::chars::is_atom_char);
        valid.then(|| Flag::Keyword(name.into()))
    }

    /// The system flag of this name, which begins with a backslash, whatever its case.
    pub fn system(name: &str) -> Option<Self> {
        const SYSTEM: [Flag; 6] = [Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Seen, Flag::Draft, Flag::Recent];
        SYSTEM.into_iter().find(|flag| flag.as_str().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
