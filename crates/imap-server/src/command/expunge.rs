//! EXPUNGE (RFC 9051 §6.4.3) and UID EXPUNGE (RFC 9051 §6.4.9, RFC 4315 §2.1).

use posthouse_imap_wire::table::Expunge;
use posthouse_imap_wire::{MessageSet, Numbering};
use posthouse_mailbox::Doomed;

use crate::answer::Done;
use crate::convert;
use crate::error::Error;
use crate::messages;
use crate::output::Output;
use crate::state::Selected;
use crate::sync::{About, Telling};

pub(super) async fn run(selected: &mut Selected, out: &mut Output<'_>) -> Result<Done, Error> {
    expunge(selected, Doomed::Deleted, out).await
}

pub(super) async fn uid(selected: &mut Selected, set: &MessageSet, out: &mut Output<'_>) -> Result<Done, Error> {
    let named = messages::named(set, Numbering::Uid, &selected.view)?;
    let among = selected.limited_deleted(named);
    expunge(selected, Doomed::DeletedAmong(among), out).await
}

async fn expunge(selected: &mut Selected, doomed: Doomed, out: &mut Output<'_>) -> Result<Done, Error> {
    selected.writable()?;
    let expunged = out.during(selected.account.expunge(selected.view.mailbox.id, doomed)).await??;
    done(selected, !expunged.uids.is_empty(), out).await
}

/// Tells what is gone and answers, with HIGHESTMODSEQ where the client knows QRESYNC: no more than it has been told by
/// then (RFC 7162 §3.2.7, RFC 6851 §4.4).
pub(super) async fn done(selected: &mut Selected, any_is_gone: bool, out: &mut Output<'_>) -> Result<Done, Error> {
    if !any_is_gone || !selected.user.enabled.qresync {
        return Ok(Done::Plain);
    }
    let telling = Telling { about: About::Expunged, ..Telling::news(Expunge::Allowed, false) };
    selected.sync(telling, out).await?;
    Ok(Done::Expunged(convert::highest_mod_seq(selected.view.told)))
}
