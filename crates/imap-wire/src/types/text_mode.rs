/// Whether the client has enabled UTF-8 in strings and mailbox names, by `ENABLE UTF8=ACCEPT` (RFC 6855 §3) or
/// `ENABLE IMAP4rev2` (RFC 9051 §6.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextMode {
    /// Quoted strings are ASCII and mailbox names are modified UTF-7 (RFC 3501 §5.1.3).
    #[default]
    Ascii,
    /// Quoted strings and mailbox names are UTF-8.
    Utf8,
}

impl TextMode {
    /// Whether UTF-8 may be sent in a quoted string.
    pub fn is_utf8(self) -> bool {
        self == TextMode::Utf8
    }
}
