//! LIST responses that tell a client of IMAP4rev2 of a mailbox it has named, and what became of the name it wrote
//! (RFC 9051 §6.3.9.7).

use std::sync::Arc;

use posthouse_imap_wire as wire;
use posthouse_imap_wire::encode::{self, ListEntry, MailboxAttribute};
use posthouse_mailbox::{Mailbox, Rights, SEPARATOR};

use crate::convert;
use crate::enabled::Enabled;
use crate::place::Place;

/// Tells of a mailbox that is opened (RFC 9051 §6.3.2).
pub(crate) fn tell(place: &Place, written: &wire::Mailbox, enabled: Enabled, out: &mut Vec<u8>) {
    if enabled.rev2 {
        let old_name = differs(place, written).then_some(written);
        write(place, old_name, enabled, out);
    }
}

/// Tells what a mailbox is called, if it is not what the client wrote (RFC 9051 §6.3.4, §6.3.5).
pub(crate) fn tell_if_other(place: &Place, written: &wire::Mailbox, enabled: Enabled, out: &mut Vec<u8>) {
    if enabled.rev2 && differs(place, written) {
        write(place, Some(written), enabled, out);
    }
}

/// Tells what a mailbox is called that was renamed, if one of the names is not what the client wrote
/// (RFC 9051 §6.3.6).
pub(crate) fn tell_renamed(
    from: (&Place, &wire::Mailbox),
    to: (&Place, &wire::Mailbox),
    enabled: Enabled,
    out: &mut Vec<u8>,
) {
    if enabled.rev2 && (differs(from.0, from.1) || differs(to.0, to.1)) {
        write(to.0, Some(from.1), enabled, out);
    }
}

/// A separator at the end is no part of the name (RFC 9051 §6.3.4).
fn differs(place: &Place, written: &wire::Mailbox) -> bool {
    let name = written.as_str();
    name.strip_suffix(SEPARATOR).unwrap_or(name) != place.full_name.as_str()
}

fn write(place: &Place, old_name: Option<&wire::Mailbox>, enabled: Enabled, out: &mut Vec<u8>) {
    let entry = ListEntry {
        attributes: &attributes(place),
        delimiter: Some(SEPARATOR),
        mailbox: place.full_name.as_str(),
        old_name: old_name.map(wire::Mailbox::as_str),
        ..ListEntry::default()
    };
    encode::list(out, &entry, enabled.text_mode());
}

fn attributes(place: &Place) -> Vec<MailboxAttribute> {
    let state = place.account.now();
    let mailbox = state.mailbox(&place.name);
    let children = match state.below(&place.name).any(is_listed) {
        true => MailboxAttribute::HasChildren,
        false => MailboxAttribute::HasNoChildren,
    };
    let special_use = mailbox.and_then(|mailbox| mailbox.special_use).and_then(convert::wire_special_use);
    let missing = mailbox.is_none().then_some(MailboxAttribute::NonExistent);
    let attributes = [missing, Some(children), special_use.map(MailboxAttribute::SpecialUse)];
    attributes.into_iter().flatten().collect()
}

/// Whether a user may look the mailbox up (RFC 4314 §4).
fn is_listed(mailbox: &Arc<Mailbox>) -> bool {
    mailbox.rights().contains(Rights::LOOKUP)
}
