//! EXPUNGE (RFC 9051 §6.4.3) and UID EXPUNGE (RFC 9051 §6.4.9, RFC 4315 §2.1).

use posthouse_imap_wire::{MessageSet, Numbering};
use posthouse_mailbox::Doomed;

use crate::answer::Done;
use crate::error::Error;
use crate::messages;
use crate::state::Selected;

/// The EXPUNGE responses come with what else has happened, before the completion.
pub(super) async fn run(selected: &mut Selected) -> Result<Done, Error> {
    expunge(selected, Doomed::Deleted).await
}

pub(super) async fn uid(selected: &mut Selected, set: &MessageSet) -> Result<Done, Error> {
    let among = messages::named(set, Numbering::Uid, &selected.view)?;
    expunge(selected, Doomed::DeletedAmong(among)).await
}

async fn expunge(selected: &mut Selected, doomed: Doomed) -> Result<Done, Error> {
    selected.writable()?;
    selected.account.expunge(selected.view.mailbox.id, doomed).await?;
    Ok(Done::Plain)
}
