//! What a client has switched on (RFC 5161): how it is spoken to from then on.

use posthouse_imap_wire::TextMode;

/// The extensions that change what a client is told, each off until the client shows that it knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Enabled {
    /// CONDSTORE, by ENABLE or by any command of it (RFC 7162 §3.1).
    pub(crate) condstore: bool,
    /// QRESYNC, which is CONDSTORE with VANISHED (RFC 7162 §3.2.3).
    pub(crate) qresync: bool,
}

impl Enabled {
    /// Whether VANISHED stands for EXPUNGE.
    pub(crate) fn vanished(self) -> bool {
        self.qresync
    }

    /// How names and texts are written.
    pub(crate) fn text_mode(self) -> TextMode {
        TextMode::Ascii
    }
}
