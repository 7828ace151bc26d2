//! Capabilities that the configuration, or an account, can switch off: for a client that trips over one. What is off is
//! neither announced nor served; to its clients, the server is one that does not have it.

mod asks;

use std::fmt;
use std::ops::BitOr;

use posthouse_imap_wire::AppendMessage;
use posthouse_imap_wire::command::{CommandBody, Enable};
use posthouse_imap_wire::table::Spec;

use crate::error::Error;
use crate::unsupported::refusal;

/// A capability that can be switched off.
struct Switch {
    name: &'static str,
    /// What it is part of, or stands on: it is off where one of these is.
    needs: &'static [&'static str],
    /// The commands that it brings, by their names in the command table.
    commands: &'static [&'static str],
    /// Whether another command asks for it by an argument.
    asks: fn(&CommandBody) -> bool,
}

macro_rules! switches {
    ($($name:literal needs $needs:tt, $commands:tt, $asks:path;)*) => {
        const SWITCHES: &[Switch] = &[$(Switch { name: $name, needs: &$needs, commands: &$commands, asks: $asks }),*];
    };
}

// Those without commands and with `asks::nothing` are no longer announced, and that is all.
switches! {
    "LITERAL+" needs [], [], asks::nothing;
    "SASL-IR" needs [], [], asks::nothing;
    "ID" needs [], ["ID"], asks::nothing;
    "ENABLE" needs [], ["ENABLE"], asks::nothing;
    "IDLE" needs [], ["IDLE"], asks::nothing;
    "LANGUAGE" needs [], ["LANGUAGE"], asks::nothing;
    "NAMESPACE" needs [], ["NAMESPACE"], asks::nothing;
    "CHILDREN" needs [], [], asks::nothing;
    "UNSELECT" needs [], ["UNSELECT"], asks::nothing;
    "UIDPLUS" needs [], ["UID EXPUNGE"], asks::nothing;
    "MOVE" needs [], ["MOVE", "UID MOVE"], asks::nothing;
    "LIST-EXTENDED" needs [], [], asks::list_extended;
    "LIST-STATUS" needs ["LIST-EXTENDED"], [], asks::list_status;
    "SPECIAL-USE" needs [], [], asks::special_use;
    "CREATE-SPECIAL-USE" needs ["SPECIAL-USE"], [], asks::create_special_use;
    "CONDSTORE" needs [], [], asks::condstore;
    "QRESYNC" needs ["CONDSTORE", "ENABLE"], [], asks::qresync;
    "UIDONLY" needs ["ENABLE"], [], asks::nothing;
    "UIDBATCHES" needs [], ["UIDBATCHES"], asks::nothing;
    "UTF8=ACCEPT" needs ["ENABLE"], [], asks::nothing;
    "INPROGRESS" needs [], [], asks::nothing;
    "ESEARCH" needs [], [], asks::esearch;
    "SEARCHRES" needs ["ESEARCH"], [], asks::searchres;
    "PARTIAL" needs ["ESEARCH"], [], asks::partial;
    "CONTEXT=SEARCH" needs ["ESEARCH"], ["CANCELUPDATE"], asks::context_search;
    "MULTISEARCH" needs ["ESEARCH"], ["ESEARCH"], asks::nothing;
    "WITHIN" needs [], [], asks::within;
    "SORT" needs [], ["SORT", "UID SORT"], asks::nothing;
    "SORT=DISPLAY" needs ["SORT"], [], asks::sort_display;
    "ESORT" needs ["SORT", "ESEARCH"], [], asks::esort;
    "CONTEXT=SORT" needs ["ESORT", "CONTEXT=SEARCH"], [], asks::context_sort;
    "THREAD=ORDEREDSUBJECT" needs [], [], asks::thread_ordered_subject;
    "THREAD=REFERENCES" needs [], [], asks::thread_references;
    "THREAD=REFS" needs [], [], asks::thread_refs;
    "I18NLEVEL=1" needs [], [], asks::nothing;
    "STATUS=SIZE" needs [], [], asks::status_size;
    "BINARY" needs [], [], asks::binary;
    "MULTIAPPEND" needs [], [], asks::nothing;
    "CATENATE" needs [], [], asks::nothing;
    "URL-PARTIAL" needs ["CATENATE"], [], asks::nothing;
    "URLAUTH" needs [], ["GENURLAUTH", "RESETKEY", "URLFETCH"], asks::nothing;
    "REPLACE" needs [], ["REPLACE", "UID REPLACE"], asks::nothing;
    "SAVEDATE" needs [], [], asks::save_date;
    "OBJECTID" needs [], [], asks::object_id;
    "PREVIEW" needs [], [], asks::preview;
    "QUOTA" needs [], ["GETQUOTA", "GETQUOTAROOT"], asks::nothing;
    "QUOTASET" needs ["QUOTA"], ["SETQUOTA"], asks::nothing;
    "QUOTA=RES-STORAGE" needs ["QUOTA"], [], asks::deleted_storage;
    "QUOTA=RES-MESSAGE" needs ["QUOTA"], [], asks::nothing;
    "QUOTA=RES-MAILBOX" needs ["QUOTA"], [], asks::nothing;
    "METADATA" needs [], ["GETMETADATA", "SETMETADATA"], asks::nothing;
    "LIST-METADATA" needs ["METADATA", "LIST-EXTENDED"], [], asks::list_metadata;
    "FILTERS" needs ["METADATA"], [], asks::filters;
    "NOTIFY" needs [], ["NOTIFY"], asks::nothing;
    "ACL" needs [], ["SETACL", "DELETEACL", "GETACL", "LISTRIGHTS", "MYRIGHTS"], asks::nothing;
    "RIGHTS=texk" needs ["ACL"], [], asks::nothing;
    "LIST-MYRIGHTS" needs ["ACL", "LIST-EXTENDED"], [], asks::list_my_rights;
    "SEARCH=FUZZY" needs [], [], asks::fuzzy;
    "UNAUTHENTICATE" needs [], ["UNAUTHENTICATE"], asks::nothing;
    "COMPRESS=DEFLATE" needs [], ["COMPRESS"], asks::nothing;
    // What it has in it (RFC 9051 §E).
    "IMAP4rev2" needs [
        "LITERAL+", "SASL-IR", "ENABLE", "IDLE", "NAMESPACE", "CHILDREN", "UNSELECT", "UIDPLUS", "MOVE", "LIST-EXTENDED",
        "LIST-STATUS", "SPECIAL-USE", "ESEARCH", "SEARCHRES", "STATUS=SIZE", "BINARY"
    ], [], asks::nothing;
}

/// A set of capabilities that are off, with all that stand on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Off(u128);

const _: () = assert!(SWITCHES.len() <= 128, "Off has a bit for each");

impl Off {
    /// The capability of this name, in whatever case, as the only one that is off; `None` where there is none that can
    /// be switched.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let named = |switch: &Switch| switch.name.eq_ignore_ascii_case(name);
        let place = SWITCHES.iter().position(named)?;
        Some(Self(1 << place).with_dependents())
    }

    /// The name of a capability that can be switched, as it is announced.
    #[must_use]
    pub fn canonical(name: &str) -> Option<&'static str> {
        SWITCHES.iter().map(|switch| switch.name).find(|known| known.eq_ignore_ascii_case(name))
    }

    /// Whether a capability is off.
    #[must_use]
    pub fn contains(self, name: &str) -> bool {
        self.switches().any(|switch| switch.name == name)
    }

    /// Refuses a command that came with a capability that is off.
    pub(crate) fn permit(self, spec: &Spec) -> Result<(), Error> {
        refuse(self.switches().any(|switch| switch.commands.contains(&spec.name)))
    }

    /// Refuses a command that asks for what is off.
    pub(crate) fn permit_arguments(self, body: &CommandBody) -> Result<(), Error> {
        refuse(self.switches().any(|switch| (switch.asks)(body)))
    }

    /// Refuses a message that comes as it may not.
    pub(crate) fn permit_message(self, message: &AppendMessage) -> Result<(), Error> {
        let literal = message.content.literal();
        refuse(match literal {
            None => self.contains("CATENATE"),
            Some(literal) => literal.binary && self.contains("BINARY"),
        })
    }

    /// Whether ENABLE passes an extension over, as one that it does not know (RFC 5161 §3.1).
    pub(crate) fn cannot_enable(self, extension: &Enable) -> bool {
        match extension {
            Enable::CondStore => self.contains("CONDSTORE"),
            Enable::QResync => self.contains("QRESYNC"),
            Enable::UidOnly => self.contains("UIDONLY"),
            Enable::Utf8Accept => self.contains("UTF8=ACCEPT"),
            Enable::Imap4Rev2 => self.contains("IMAP4rev2"),
            Enable::Other(_) => false,
        }
    }

    fn switches(self) -> impl Iterator<Item = &'static Switch> {
        SWITCHES.iter().enumerate().filter(move |(place, _)| self.0 >> place & 1 == 1).map(|(_, switch)| switch)
    }

    /// Whoever needs one that is off is off; the table names what is needed first.
    fn with_dependents(mut self) -> Self {
        for (place, switch) in SWITCHES.iter().enumerate() {
            if switch.needs.iter().any(|needed| self.contains(needed)) {
                self.0 |= 1 << place;
            }
        }
        self
    }
}

fn refuse(is_off: bool) -> Result<(), Error> {
    if is_off { Err(refusal()) } else { Ok(()) }
}

impl BitOr for Off {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Of names that cannot be switched, nothing is off.
impl<'n> FromIterator<&'n str> for Off {
    fn from_iter<I: IntoIterator<Item = &'n str>>(names: I) -> Self {
        names.into_iter().filter_map(Self::named).fold(Self::default(), Self::bitor)
    }
}

impl fmt::Display for Off {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.switches().map(|switch| switch.name).collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use posthouse_imap_wire::table::COMMANDS;

    use super::*;

    #[test]
    fn what_is_needed_comes_first_and_commands_are_known() {
        for (place, switch) in SWITCHES.iter().enumerate() {
            let before = &SWITCHES[..place];
            assert!(switch.needs.iter().all(|need| before.iter().any(|other| other.name == *need)), "{}", switch.name);
            assert!(
                switch.commands.iter().all(|name| COMMANDS.iter().any(|spec| spec.name == *name)),
                "{}",
                switch.name
            );
        }
    }

    #[test]
    fn what_stands_on_it_goes_with_it() {
        assert_eq!(Off::named("condstore").unwrap().to_string(), "CONDSTORE QRESYNC");
        let names = "ESEARCH SEARCHRES PARTIAL CONTEXT=SEARCH MULTISEARCH ESORT CONTEXT=SORT IMAP4rev2";
        assert_eq!(Off::named("ESEARCH").unwrap().to_string(), names);
        assert_eq!(["IDLE", "MOVE", "nothing"].into_iter().collect::<Off>().to_string(), "IDLE MOVE IMAP4rev2");
    }

    #[test]
    fn the_base_cannot_be_switched() {
        for name in ["IMAP4rev1", "STARTTLS", "LOGINDISABLED", "AUTH=PLAIN", "", "NONSENSE"] {
            assert_eq!((Off::named(name), Off::canonical(name)), (None, None), "{name}");
        }
        assert_eq!(Off::canonical("rights=TEXK"), Some("RIGHTS=texk"));
    }
}
