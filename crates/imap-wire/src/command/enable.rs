/// A capability that a client may enable (RFC 5161 §3.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Enable {
    /// `CONDSTORE` (RFC 7162 §3.1)
    CondStore,
    /// `IMAP4rev2` (RFC 9051 §6.3.1)
    Imap4Rev2,
    /// `QRESYNC` (RFC 7162 §3.2.3)
    QResync,
    /// `UIDONLY` (RFC 9586 §3)
    UidOnly,
    /// `UTF8=ACCEPT` (RFC 6855 §3)
    Utf8Accept,
    /// Any other; a server ignores what it does not know.
    Other(String),
}

impl Enable {
    /// The capability of this name, whatever its case.
    pub fn from_name(name: &str) -> Self {
        const KNOWN: [Enable; 5] =
            [Enable::CondStore, Enable::Imap4Rev2, Enable::QResync, Enable::UidOnly, Enable::Utf8Accept];
        let known = KNOWN.into_iter().find(|it| it.as_str().eq_ignore_ascii_case(name));
        known.unwrap_or_else(|| Enable::Other(name.to_owned()))
    }

    /// The capability's name.
    pub fn as_str(&self) -> &str {
        match self {
            Enable::CondStore => "CONDSTORE",
            Enable::Imap4Rev2 => "IMAP4rev2",
            Enable::QResync => "QRESYNC",
            Enable::UidOnly => "UIDONLY",
            Enable::Utf8Accept => "UTF8=ACCEPT",
            Enable::Other(name) => name,
        }
    }
}
