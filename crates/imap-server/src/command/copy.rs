//! COPY and UID COPY (RFC 9051 §6.4.7), with COPYUID (RFC 4315 §3).

use posthouse_imap_wire::command::Transfer;
use posthouse_mailbox::{Copied, Mailbox, Rights, UidSet};

use crate::answer::Done;
use crate::convert;
use crate::error::{Error, Refusal};
use crate::messages;
use crate::notify::Did;
use crate::output::Output;
use crate::place::Place;
use crate::state::Selected;

pub(super) async fn run(selected: &mut Selected, arguments: &Transfer, out: &mut Output<'_>) -> Result<Done, Error> {
    let uids = messages::named(&arguments.messages, arguments.numbering, &selected.view)?;
    selected.message_limit.admit_saving(selected.count(&uids))?;
    let (place, target) = selected.user.target(&arguments.mailbox).await?;
    let copying = selected.account.copy_to(selected.view.mailbox.id, uids.clone(), &place.account, target.id);
    let copied = out.during(copying).await?;
    let copied = copied.map_err(|error| vanished_target(selected, &place, error))?;
    selected.user.note(&place.account, Did::Add(target.id, copied.to.clone()));
    match is_empty(selected, &uids, &copied)? || !tells_uids(&target) {
        true => Ok(Done::Plain),
        false => Ok(Done::Copied {
            validity: convert::uid_validity(copied.uid_validity),
            from: convert::ranges(&copied.from),
            to: convert::ranges(&copied.to),
        }),
    }
}

/// What comes into a mailbox that may not be read has UIDs that are not told: they say how much is in it (RFC 4315 §3).
pub(super) fn tells_uids(target: &Mailbox) -> bool {
    target.rights().contains(Rights::READ)
}

/// One of the two mailboxes was deleted in the meantime.
pub(super) fn vanished_target(selected: &Selected, place: &Place, error: posthouse_mailbox::Error) -> Error {
    match error {
        posthouse_mailbox::Error::NoSuchMailbox if selected.newest().is_ok() => place.missing(),
        error => error.into(),
    }
}

/// Whether there was nothing to copy. It is no success where the client was told of messages that are gone now
/// (RFC 2180 §4.4.1).
pub(super) fn is_empty(selected: &Selected, uids: &UidSet, copied: &Copied) -> Result<bool, Error> {
    let asked = selected.view.mailbox.select(uids).next().is_some();
    match copied.from.is_empty() {
        true if asked => Err(Refusal::Gone.into()),
        empty => Ok(empty),
    }
}
