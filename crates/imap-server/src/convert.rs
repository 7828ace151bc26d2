//! From the wire's values to the mailboxes' and back.

use std::ops::RangeInclusive;

use posthouse_imap_wire::{self as wire, DateTime, Flag, SpecialUse};
use posthouse_mailbox::{
    self as mailbox, Flags, InternalDate, InvalidName, MailboxName, ModSeq, NamedFlags, Uid, UidSet,
};

use crate::error::Error;

/// The name of a mailbox that shall be there already: one that cannot be is one that is not.
pub(crate) fn existing_name(name: &wire::Mailbox) -> Result<MailboxName, Error> {
    MailboxName::new(name.as_str()).map_err(|_| mailbox::Error::NoSuchMailbox.into())
}

/// The name of a mailbox that shall be made. A separator at its end only says that more will be made below it
/// (RFC 9051 §6.3.4).
pub(crate) fn new_name(name: &wire::Mailbox) -> Result<MailboxName, InvalidName> {
    let text = name.as_str();
    MailboxName::new(text.strip_suffix(mailbox::SEPARATOR).unwrap_or(text))
}

/// Flags as the client names them.
pub(crate) fn flags(flags: Vec<Flag>) -> NamedFlags {
    let mut named = NamedFlags::default();
    for flag in flags {
        match flag {
            Flag::Keyword(name) => named.keywords.push(name.into()),
            system => named.system = named.system | system_flag(&system),
        }
    }
    named
}

/// A system flag; none for `\Recent`, which no client sets, and for keywords.
fn system_flag(flag: &Flag) -> Flags {
    match flag {
        Flag::Answered => Flags::ANSWERED,
        Flag::Flagged => Flags::FLAGGED,
        Flag::Deleted => Flags::DELETED,
        Flag::Seen => Flags::SEEN,
        Flag::Draft => Flags::DRAFT,
        Flag::Recent | Flag::Keyword(_) => Flags::NONE,
    }
}

/// The internal date of a message that comes by APPEND.
pub(crate) fn internal_date(moment: DateTime) -> InternalDate {
    InternalDate { seconds: moment.unix_seconds(), offset_minutes: moment.offset_minutes() }
}

/// A modification sequence of the wire.
pub(crate) fn mod_seq(mod_seq: wire::ModSeq) -> ModSeq {
    ModSeq(mod_seq.get())
}

/// A modification sequence for the wire.
pub(crate) fn wire_mod_seq(mod_seq: ModSeq) -> wire::ModSeq {
    wire::ModSeq::new(mod_seq.0).unwrap_or(wire::ModSeq::MAX)
}

/// The HIGHESTMODSEQ of a mailbox. One in which nothing has happened yet has 1, as 0 would say that it keeps none
/// (RFC 7162 §3.1.2.1); the commit that made it was 1 or later, so every change to come is later.
pub(crate) fn highest_mod_seq(mod_seq: ModSeq) -> wire::ModSeq {
    wire_mod_seq(mod_seq.max(ModSeq(1)))
}

/// A UID validity for the wire; stored ones are never 0.
pub(crate) fn uid_validity(validity: u32) -> wire::UidValidity {
    wire::UidValidity::new(validity).unwrap_or(wire::UidValidity(std::num::NonZeroU32::MIN))
}

/// A UID for the wire.
pub(crate) fn uid(uid: Uid) -> wire::Uid {
    wire::Uid::new(uid.get()).unwrap_or(wire::Uid(std::num::NonZeroU32::MIN))
}

/// A set of UIDs for a response code.
pub(crate) fn ranges(uids: &UidSet) -> Vec<RangeInclusive<u32>> {
    uids.ranges().map(|(first, last)| first.get()..=last.get()).collect()
}

/// A special use of the wire.
pub(crate) fn special_use(special_use: SpecialUse) -> Option<mailbox::SpecialUse> {
    mailbox::SpecialUse::from_attribute(special_use.as_str())
}

/// A special use for the wire.
pub(crate) fn wire_special_use(special_use: mailbox::SpecialUse) -> Option<SpecialUse> {
    SpecialUse::from_name(special_use.attribute())
}
