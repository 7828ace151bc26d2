//! Which messages a command means.

use posthouse_imap_wire::{MessageSet, Numbering, SequenceSet};
use posthouse_mailbox::{Mailbox, Uid, UidSet};

use crate::error::Error;

/// The messages of the client's view that a set names. Costs what the set is long, not what it holds.
///
/// # Errors
/// Where a sequence number is none of the view (RFC 9051 §9, ABNF `seq-number`).
pub(crate) fn named(set: &MessageSet, numbering: Numbering, view: &Mailbox) -> Result<UidSet, Error> {
    match set {
        MessageSet::Set(set) if numbering == Numbering::Sequence && set.exceeds(view.exists()) => {
            Err(Error::Bad("No message has this sequence number"))
        }
        set => named_leniently(set, numbering, view),
    }
}

/// As [`named`], but numbers that no message has are passed over, as a search does with whatever does not match.
pub(crate) fn named_leniently(set: &MessageSet, numbering: Numbering, view: &Mailbox) -> Result<UidSet, Error> {
    match (set, numbering) {
        (MessageSet::Saved, _) => Err(Error::Bad("SEARCHRES is not supported")),
        (MessageSet::Set(set), Numbering::Sequence) => Ok(by_number(set, view)),
        (MessageSet::Set(set), Numbering::Uid) => Ok(by_uid(set, view)),
    }
}

/// Between two messages there are none but those with numbers between, so ranges stay ranges.
fn by_number(set: &SequenceSet, view: &Mailbox) -> UidSet {
    let mut uids = UidSet::new();
    for range in set.resolve(view.exists()) {
        let last = (*range.end()).min(view.exists());
        if let (Some(first), Some(last)) = (view.by_number(*range.start()), view.by_number(last)) {
            uids.insert_range(first.uid, last.uid);
        }
    }
    uids
}

/// Messages that came after those of the view are not meant: the client has not been told of them.
fn by_uid(set: &SequenceSet, view: &Mailbox) -> UidSet {
    let mut uids = UidSet::new();
    let Some(newest) = view.by_number(view.exists()).map(|message| message.uid) else { return uids };
    for range in set.resolve(newest.get()) {
        match (Uid::new(*range.start()), Uid::new(*range.end())) {
            (Some(first), Some(last)) if first <= newest => uids.insert_range(first, last.min(newest)),
            _ => {}
        }
    }
    uids
}
