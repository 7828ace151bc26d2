//! What a client has switched on (RFC 5161): how it is spoken to from then on.

use posthouse_imap_wire::encode::FetchWriter;
use posthouse_imap_wire::{SeqNum, TextMode};
use posthouse_mailbox::Uid;

use crate::convert;

/// The extensions that change what a client is told, each off until the client shows that it knows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Enabled {
    /// CONDSTORE, by ENABLE or by any command of it (RFC 7162 §3.1).
    pub(crate) condstore: bool,
    /// QRESYNC, which is CONDSTORE with VANISHED (RFC 7162 §3.2.3).
    pub(crate) qresync: bool,
    /// UIDONLY: messages have no sequence numbers (RFC 9586 §3).
    pub(crate) uid_only: bool,
    /// UTF8=ACCEPT: names and quoted strings are UTF-8 (RFC 6855 §3, RFC 9755).
    pub(crate) utf8: bool,
    /// IMAP4rev2 (RFC 9051 §6.3.1).
    pub(crate) rev2: bool,
}

impl Enabled {
    /// Whether VANISHED stands for EXPUNGE.
    pub(crate) fn vanished(self) -> bool {
        self.qresync || self.uid_only
    }

    /// Whether FETCH responses that nobody asked for have the UID (RFC 7162 §3.2.4, RFC 9051 §7.5.2). Under UIDONLY
    /// they begin with it.
    pub(crate) fn tells_uids(self) -> bool {
        (self.condstore || self.rev2) && !self.uid_only
    }

    /// Whether there is `\Recent`, and RECENT: not in IMAP4rev2 (RFC 9051 §E).
    pub(crate) fn tells_recent(self) -> bool {
        !self.rev2
    }

    /// Begins the response that tells of a message.
    pub(crate) fn begin_fetch(self, out: &mut Vec<u8>, number: SeqNum, uid: Uid) -> FetchWriter {
        match self.uid_only {
            true => FetchWriter::begin_uid(out, convert::uid(uid), self.text_mode()),
            false => FetchWriter::begin(out, number, self.text_mode()),
        }
    }

    /// How names and texts are written.
    pub(crate) fn text_mode(self) -> TextMode {
        if self.utf8 || self.rev2 { TextMode::Utf8 } else { TextMode::Ascii }
    }
}
