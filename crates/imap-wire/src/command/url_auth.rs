use crate::Mailbox;

/// One URL of `GENURLAUTH` (RFC 4467 §7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlRump {
    /// The URL without its token, as written.
    pub url: Vec<u8>,
    /// How to make the token, in upper case: `INTERNAL`.
    pub mechanism: String,
}

/// `RESETKEY` (RFC 4467 §7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetKey {
    /// Whose key; those of all mailboxes if `None`.
    pub mailbox: Option<Mailbox>,
    /// For which mechanisms, in upper case; for all if empty. None without a mailbox.
    pub mechanisms: Vec<String>,
}
