//! What a client has missed that had the mailbox open before (RFC 7162 §3.2.5).

use posthouse_imap_wire::SequenceSet;
use posthouse_imap_wire::command::{QResync, SequenceMatch};
use posthouse_mailbox::{Account, Mailbox, ModSeq, Uid, UidSet};

use crate::convert;
use crate::error::Error;
use crate::flag_text::FlagText;
use crate::output::Output;
use crate::state::Selected;
use crate::sync::{self, Told};

/// What a client has missed.
pub(crate) struct Missed {
    since: ModSeq,
    /// The messages that it wants to hear of.
    known: UidSet,
    vanished: UidSet,
}

/// What has happened since the client knew this of the mailbox; `None` where what it knows is of no use.
pub(crate) async fn missed(account: &Account, mailbox: &Mailbox, then: &QResync) -> Result<Option<Missed>, Error> {
    if then.uid_validity != convert::uid_validity(mailbox.uid_validity) {
        return Ok(None);
    }
    let since = convert::mod_seq(then.mod_seq);
    let mut vanished = vanished(account, mailbox, since, then.known_uids.as_ref()).await?;
    if let Some(matching) = then.matches.as_ref().and_then(|matches| last_match(matches, mailbox)) {
        vanished = vanished.intersection(&UidSet::range(matching, Uid::MAX));
    }
    Ok(Some(Missed { since, known: known(then.known_uids.as_ref(), mailbox), vanished }))
}

/// Those of the UIDs that have left the mailbox since then; of all that it ever had where no UIDs are given.
pub(crate) async fn vanished(
    account: &Account,
    mailbox: &Mailbox,
    since: ModSeq,
    among: Option<&SequenceSet>,
) -> Result<UidSet, Error> {
    let vanished = account.vanished_since(mailbox, since).await?;
    Ok(vanished.intersection(&known(among, mailbox)))
}

/// Tells a client that has selected the mailbox what it has missed: what is gone, then what has changed
/// (RFC 7162 §3.2.6).
pub(crate) async fn tell(selected: &Selected, missed: &Missed, out: &mut Output<'_>) -> Result<(), Error> {
    sync::write_vanished(true, &missed.vanished, out).await?;
    let mailbox = &selected.view.mailbox;
    let mut flag_text = FlagText::of(mailbox);
    for (number, message) in mailbox.changed_since(missed.since) {
        if missed.known.contains(message.uid) {
            selected.tell_message(number, message, Told::Flags, true, &mut flag_text, out.buffer());
        }
        if out.is_full() {
            out.flush().await?;
        }
    }
    Ok(())
}

/// `*` is the largest UID that the mailbox ever had, whether its message is there or not.
fn known(set: Option<&SequenceSet>, mailbox: &Mailbox) -> UidSet {
    let largest = mailbox.uid_next.get() - 1;
    let Some(set) = set else { return UidSet::range(Uid::MIN, Uid::MAX) };
    let mut known = UidSet::new();
    for range in set.resolve(largest) {
        if let (Some(first), Some(last)) = (Uid::new(*range.start()), Uid::new(*range.end())) {
            known.insert_range(first, last);
        }
    }
    known
}

/// The UID of the last message that the client knows by its present number: of what came before it, it knows
/// everything that is gone (RFC 7162 §3.2.5.2). Where one matches, so do those before it.
fn last_match(matches: &SequenceMatch, mailbox: &Mailbox) -> Option<Uid> {
    let (mut low, mut high) = (0, length(&matches.numbers));
    let mut last = None;
    while low < high {
        let middle = low + (high - low) / 2;
        let uid = nth(&matches.uids, middle);
        let there = nth(&matches.numbers, middle).and_then(|number| mailbox.by_number(number)).map(|there| there.uid);
        match there.filter(|there| uid == Some(there.get())) {
            Some(there) => (last, low) = (Some(there), middle + 1),
            None => high = middle,
        }
    }
    last
}

/// Each range of the set with its ends in order. There is no `*` in what a client knows.
fn ranges(set: &SequenceSet) -> impl Iterator<Item = (u32, u64)> + '_ {
    let ends = set.ranges().filter_map(|(one, other)| Some((one?.get(), other?.get())));
    ends.map(|(one, other)| (one.min(other), u64::from(one.abs_diff(other)) + 1))
}

fn length(set: &SequenceSet) -> u64 {
    ranges(set).map(|(_, length)| length).sum()
}

/// The number at this place of the set, counted from 0.
fn nth(set: &SequenceSet, mut place: u64) -> Option<u32> {
    for (first, length) in ranges(set) {
        if place < length {
            return first.checked_add(u32::try_from(place).ok()?);
        }
        place -= length;
    }
    None
}
