//! Flags as they go over the wire.

use posthouse_imap_wire::encode;
use posthouse_mailbox::{Flags, Mailbox};

/// The system flags with their names (RFC 9051 §2.3.2).
const SYSTEM: [(Flags, &str); 5] = [
    (Flags::ANSWERED, "\\Answered"),
    (Flags::FLAGGED, "\\Flagged"),
    (Flags::DELETED, "\\Deleted"),
    (Flags::SEEN, "\\Seen"),
    (Flags::DRAFT, "\\Draft"),
];

/// Renders sets of flags; messages in a row often have the same.
pub(crate) struct FlagText<'a> {
    keywords: &'a [String],
    last: Option<(Flags, bool)>,
    text: Vec<u8>,
}

impl<'a> FlagText<'a> {
    /// For messages of this mailbox.
    pub(crate) fn of(mailbox: &'a Mailbox) -> Self {
        Self { keywords: mailbox.keywords(), last: None, text: Vec::new() }
    }

    /// The flags as ABNF `flag-list`: `(\Seen $Junk)`.
    pub(crate) fn list(&mut self, flags: Flags, recent: bool) -> &[u8] {
        if self.last != Some((flags, recent)) {
            self.text.clear();
            encode::flag_list(&mut self.text, names(self.keywords, flags, recent));
            self.last = Some((flags, recent));
        }
        &self.text
    }
}

/// The names of these flags; `\Recent` comes last of the system flags.
pub(crate) fn names(keywords: &[String], flags: Flags, recent: bool) -> impl Iterator<Item = &str> {
    let system = SYSTEM.into_iter().filter(move |(flag, _)| flags.contains(*flag)).map(|(_, name)| name);
    let recent = recent.then_some("\\Recent");
    let keywords = flags.keywords().filter_map(|place| keywords.get(place)).map(String::as_str);
    system.chain(recent).chain(keywords)
}
