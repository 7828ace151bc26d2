//! MOVE and UID MOVE (RFC 9051 §6.4.8, RFC 6851).

use posthouse_imap_wire::command::Transfer;
use posthouse_imap_wire::encode::{self, Code, Condition};

use super::{copy, expunge};
use crate::answer::Done;
use crate::convert;
use crate::error::Error;
use crate::messages;
use crate::notify::Did;
use crate::output::Output;
use crate::state::Selected;

/// COPYUID is told before the EXPUNGE responses, while the client still knows the messages (RFC 6851 §4.3).
pub(super) async fn run(selected: &mut Selected, arguments: &Transfer, out: &mut Output<'_>) -> Result<Done, Error> {
    selected.writable()?;
    let named = messages::named(&arguments.messages, arguments.numbering, &selected.view)?;
    let uids = selected.limited(named);
    let (place, target) = selected.user.target(&arguments.mailbox).await?;
    let moving = selected.account.move_to(selected.view.mailbox.id, uids.clone(), &place.account, target.id);
    let moved = out.during(moving).await?;
    let moved = moved.map_err(|error| copy::vanished_target(selected, &place, error))?;
    selected.user.note(&place.account, Did::Add(target.id, moved.to.clone()));
    let any_is_gone = !copy::is_empty(selected, &uids, &moved)?;
    if any_is_gone && copy::tells_uids(&target) {
        let (from, to) = (convert::ranges(&moved.from), convert::ranges(&moved.to));
        let code = Code::CopyUid { validity: convert::uid_validity(moved.uid_validity), from: &from, to: &to };
        encode::untagged(out.buffer(), Condition::Ok, Some(code), "Messages moved");
    }
    expunge::done(selected, any_is_gone, out).await
}
