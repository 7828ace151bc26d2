//! What STATUS responses say that nobody asked for (RFC 5465 §3.1, §5.1 to §5.3).

use posthouse_imap_wire::encode::StatusValue;
use posthouse_mailbox::Mailbox;

use super::Events;
use crate::convert;
use crate::enabled::Enabled;

/// What is told of a mailbox when the watch begins, if it was asked for by STATUS (RFC 5465 §3.1).
pub(super) fn at_first(mailbox: &Mailbox, events: Events) -> Vec<StatusValue> {
    let mut values = vec![messages(mailbox), uid_next(mailbox), uid_validity(mailbox)];
    if events.meets(Events::FLAGS) {
        values.push(highest_mod_seq(mailbox));
    }
    values
}

/// What is told of a mailbox that was `old`, or not there; empty where nothing is.
pub(super) fn of_change(old: Option<&Mailbox>, new: &Mailbox, events: Events, enabled: Enabled) -> Vec<StatusValue> {
    let known = old.filter(|old| old.uid_validity == new.uid_validity);
    let is_replaced = known.is_none() && old.is_some();
    let has_other_messages = match known {
        Some(old) => old.uid_next != new.uid_next || old.exists() != new.exists(),
        None => is_replaced || new.exists() > 0,
    };
    let has_other_flags = known.is_some_and(|old| old.modseq != new.modseq);
    let is_seen_otherwise = known.is_some_and(|old| old.counts().unseen != new.counts().unseen);
    let mut values = Vec::new();
    if has_other_messages {
        values.extend([messages(new), uid_next(new)]);
    }
    if events.meets(Events::FLAGS) && is_seen_otherwise {
        values.push(StatusValue::Unseen(new.counts().unseen));
    }
    // Whether flags have changed beside messages is not looked for.
    if enabled.condstore && (has_other_messages || (has_other_flags && events.meets(Events::FLAGS))) {
        values.push(highest_mod_seq(new));
    }
    if !values.is_empty() && (known.is_none() || events.meets(Events::FLAGS)) {
        values.push(uid_validity(new));
    }
    values
}

fn messages(mailbox: &Mailbox) -> StatusValue {
    StatusValue::Messages(mailbox.exists())
}

fn uid_next(mailbox: &Mailbox) -> StatusValue {
    StatusValue::UidNext(convert::uid(mailbox.uid_next))
}

fn uid_validity(mailbox: &Mailbox) -> StatusValue {
    StatusValue::UidValidity(convert::uid_validity(mailbox.uid_validity))
}

fn highest_mod_seq(mailbox: &Mailbox) -> StatusValue {
    StatusValue::HighestModSeq(convert::highest_mod_seq(mailbox.modseq))
}
