//! Which messages a command means.

use std::ops::Range;

use posthouse_imap_wire::{self as wire, MessageSet, Numbering, PartialRange, SequenceSet};
use posthouse_mailbox::{Mailbox, Uid, UidSet};

use crate::error::Error;
use crate::view::View;

/// The messages of the client's view that a set names; `$` those of the saved search that are still there. Costs what
/// the set is long, not what it holds.
///
/// # Errors
/// Where a sequence number is none of the view (RFC 9051 §9, ABNF `seq-number`).
pub(crate) fn named(set: &MessageSet, numbering: Numbering, view: &View) -> Result<UidSet, Error> {
    match set {
        MessageSet::Set(set) if numbering == Numbering::Sequence && set.exceeds(view.mailbox.exists()) => {
            Err(Error::ClientBug("No message has this sequence number"))
        }
        MessageSet::Set(set) => Ok(by_set(set, numbering, &view.mailbox)),
        MessageSet::Saved => Ok(present(&view.saved, &view.mailbox)),
    }
}

/// The messages that numbers name; those that no message has are passed over, as a search does with whatever does not
/// match.
pub(crate) fn by_set(set: &SequenceSet, numbering: Numbering, mailbox: &Mailbox) -> UidSet {
    match numbering {
        Numbering::Sequence => by_number(set, mailbox),
        Numbering::Uid => by_uid(set, mailbox),
    }
}

/// What was expunged drops out of a saved result (RFC 5182 §2.1).
fn present(saved: &UidSet, mailbox: &Mailbox) -> UidSet {
    mailbox.select(saved).map(|(_, message)| message.uid).collect()
}

/// The UIDs above one.
pub(crate) fn after(uid: wire::Uid) -> UidSet {
    uid.get().checked_add(1).and_then(Uid::new).map_or_else(UidSet::new, |first| UidSet::range(first, Uid::MAX))
}

/// The UIDs below one.
pub(crate) fn before(uid: wire::Uid) -> UidSet {
    Uid::new(uid.get() - 1).map_or_else(UidSet::new, |last| UidSet::range(Uid::MIN, last))
}

/// How many of the messages are there. Costs what the set has ranges.
pub(crate) fn count(uids: &UidSet, view: &Mailbox) -> usize {
    uids.ranges().map(|(first, last)| offsets(first, last, view).len()).sum()
}

/// Those of the messages that lie in the range, counted among the messages that are there (RFC 9394 §3.3).
pub(crate) fn partial(uids: &UidSet, range: PartialRange, view: &Mailbox) -> UidSet {
    let numbers: Vec<Range<u32>> = uids.ranges().map(|(first, last)| offsets(first, last, view)).collect();
    let wanted = range.offsets(numbers.iter().map(ExactSizeIterator::len).sum());
    let mut passed = 0;
    let mut partial = UidSet::new();
    for numbers in numbers {
        let start = wanted.start.saturating_sub(passed).min(numbers.len());
        let end = wanted.end.saturating_sub(passed).min(numbers.len());
        let number = |place: usize| numbers.start + u32::try_from(place).unwrap_or(u32::MAX);
        if let (Some(first), Some(last)) = (view.by_number(number(start) + 1), view.by_number(number(end)))
            && start < end
        {
            partial.insert_range(first.uid, last.uid);
        }
        passed += numbers.len();
    }
    partial
}

/// How many messages come before the first and up to the last of a range.
fn offsets(first: Uid, last: Uid, view: &Mailbox) -> Range<u32> {
    let end = view.by_uid(last).map_or_else(|| view.count_before(last), |(number, _)| number);
    view.count_before(first)..end
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
