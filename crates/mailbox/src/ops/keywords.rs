//! Keywords by name become flags; new names get a place in the mailbox's table.

use crate::event::Event;
use crate::flags::{MAX_KEYWORD_LENGTH, MAX_KEYWORDS};
use crate::{Error, Flags, Limit, Mailbox, NamedFlags};

/// The keyword table of a mailbox while an operation adds to it.
pub(crate) struct KeywordTable<'a> {
    mailbox: &'a Mailbox,
    added: Vec<String>,
}

impl<'a> KeywordTable<'a> {
    pub(crate) fn of(mailbox: &'a Mailbox) -> Self {
        Self { mailbox, added: Vec::new() }
    }

    /// The flags of these names; names that are new get a place.
    pub(crate) fn flags(&mut self, named: &NamedFlags) -> Result<Flags, Error> {
        let mut flags = named.system & Flags::SYSTEM;
        for name in &named.keywords {
            flags = flags | self.keyword(name)?;
        }
        Ok(flags)
    }

    /// The flag of a keyword, with a new place if it has none yet.
    pub(crate) fn keyword(&mut self, name: &str) -> Result<Flags, Error> {
        if let Some(flag) = self.mailbox.keyword(name) {
            return Ok(flag);
        }
        let known = self.mailbox.keywords().len();
        if let Some(place) = self.added.iter().position(|added| added.eq_ignore_ascii_case(name)) {
            return Ok(Flags::keyword(known + place));
        }
        if name.len() > MAX_KEYWORD_LENGTH {
            return Err(Error::Limit(Limit::KeywordLength));
        }
        if known + self.added.len() >= MAX_KEYWORDS {
            return Err(Error::Limit(Limit::Keywords));
        }
        self.added.push(name.to_owned());
        Ok(Flags::keyword(known + self.added.len() - 1))
    }

    /// The events that make the new places.
    pub(crate) fn into_events(self) -> Vec<Event> {
        let mailbox = self.mailbox.id;
        self.added.into_iter().map(|name| Event::KeywordAdded { mailbox, name }).collect()
    }
}
