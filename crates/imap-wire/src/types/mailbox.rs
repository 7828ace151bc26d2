use std::fmt;

use super::{TextMode, utf7};

/// A mailbox name, decoded to Unicode (RFC 9051 §5.1). `INBOX` in any case is the name `INBOX`.
///
/// Hierarchy, normalisation and which characters a name may have are for whoever keeps mailboxes; the name may be
/// empty or hold control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mailbox(String);

/// Why bytes are not a mailbox name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailboxError {
    /// Not modified UTF-7, or not in its one canonical form (RFC 3501 §5.1.3).
    ModifiedUtf7,
    /// Octets above 127 which are not UTF-8.
    Utf8,
}

impl Mailbox {
    /// The mailbox of this Unicode name.
    pub fn new(name: &str) -> Self {
        match name.eq_ignore_ascii_case("INBOX") {
            true => Mailbox("INBOX".into()),
            false => Mailbox(name.into()),
        }
    }

    /// Decodes a name from the wire, where it is modified UTF-7 or UTF-8 as the mode says.
    ///
    /// Clients in the wild send UTF-8 without having enabled it. Modified UTF-7 has no octet above 127, so a name
    /// which has one is read as UTF-8 in both modes.
    pub fn decode(raw: &[u8], mode: TextMode) -> Result<Self, MailboxError> {
        decode_name(raw, mode).map(|name| Mailbox::new(&name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the mailbox that every account has (RFC 9051 §5.1).
    pub fn is_inbox(&self) -> bool {
        self.0 == "INBOX"
    }
}

/// Decodes a name or a pattern; modified UTF-7 leaves wildcards as they are.
pub(crate) fn decode_name(raw: &[u8], mode: TextMode) -> Result<String, MailboxError> {
    if mode.is_utf8() || !raw.is_ascii() {
        return std::str::from_utf8(raw).map(str::to_owned).map_err(|_| MailboxError::Utf8);
    }
    utf7::decode(raw).ok_or(MailboxError::ModifiedUtf7)
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for MailboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MailboxError::ModifiedUtf7 => "Mailbox name is not valid modified UTF-7",
            MailboxError::Utf8 => "Mailbox name is not valid UTF-8",
        })
    }
}

impl std::error::Error for MailboxError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inbox_in_any_case_is_one_name() {
        for raw in ["INBOX", "inbox", "iNbOx"] {
            assert!(Mailbox::decode(raw.as_bytes(), TextMode::Ascii).unwrap().is_inbox());
        }
        assert_eq!(Mailbox::new("inbox/a").as_str(), "inbox/a");
    }

    #[test]
    fn raw_utf8_is_accepted_in_both_modes() {
        for mode in [TextMode::Ascii, TextMode::Utf8] {
            assert_eq!(Mailbox::decode("收件箱 & co".as_bytes(), mode).unwrap().as_str(), "收件箱 & co");
            assert_eq!(Mailbox::decode(b"\xff\xfe", mode), Err(MailboxError::Utf8));
        }
    }

    #[test]
    fn an_ampersand_shifts_only_in_modified_utf7() {
        assert_eq!(Mailbox::decode(b"R&D", TextMode::Ascii), Err(MailboxError::ModifiedUtf7));
        assert_eq!(Mailbox::decode(b"R&-D", TextMode::Ascii).unwrap().as_str(), "R&D");
        assert_eq!(Mailbox::decode(b"R&-D", TextMode::Utf8).unwrap().as_str(), "R&-D");
    }
}
