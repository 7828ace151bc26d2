//! STATUS (RFC 9051 §6.3.11), which LIST asks for too (RFC 5819).

use posthouse_imap_wire::StatusItem;
use posthouse_imap_wire::command::Status;
use posthouse_imap_wire::encode::{self, StatusValue};
use posthouse_mailbox::{Account, Mailbox};

use crate::answer::Done;
use crate::convert;
use crate::error::Error;
use crate::notify::Open;
use crate::object_id;
use crate::session::Session;

pub(super) async fn run(session: &mut Session<'_>, arguments: &Status) -> Result<Done, Error> {
    let user = session.state.user()?;
    let place = user.place(&arguments.mailbox).await?;
    let mailbox = place.readable()?;
    let values = values(&place.account, &mailbox, &arguments.items, session.context.config.limits.message_size);
    encode::status(session.out.buffer(), place.full_name.as_str(), &values, user.enabled.text_mode());
    let is_open = session.state.open() == Some(Open(place.account.id(), mailbox.id));
    note_condstore(session, &arguments.items);
    // RFC 9051 §6.3.11: it should not be asked of the selected mailbox.
    Ok(if is_open { Done::ClientBug } else { Done::Plain })
}

/// To ask for HIGHESTMODSEQ is to know CONDSTORE (RFC 7162 §3.1).
pub(super) fn note_condstore(session: &mut Session<'_>, items: &[StatusItem]) {
    if items.contains(&StatusItem::HighestModSeq) {
        session.state.enable_condstore(session.out.buffer());
    }
}

/// The values of these items.
pub(super) fn values(
    account: &Account,
    mailbox: &Mailbox,
    items: &[StatusItem],
    append_limit: u64,
) -> Vec<StatusValue> {
    let counts = mailbox.counts();
    let value = |item: &StatusItem| match item {
        StatusItem::Messages => StatusValue::Messages(counts.exists),
        StatusItem::Recent => StatusValue::Recent(account.count_recent(mailbox)),
        StatusItem::UidNext => StatusValue::UidNext(convert::uid(mailbox.uid_next)),
        StatusItem::UidValidity => StatusValue::UidValidity(convert::uid_validity(mailbox.uid_validity)),
        StatusItem::Unseen => StatusValue::Unseen(counts.unseen),
        StatusItem::Deleted => StatusValue::Deleted(counts.deleted),
        StatusItem::Size => StatusValue::Size(counts.size),
        StatusItem::HighestModSeq => StatusValue::HighestModSeq(convert::highest_mod_seq(mailbox.modseq)),
        StatusItem::AppendLimit => StatusValue::AppendLimit(Some(append_limit)),
        StatusItem::MailboxId => StatusValue::MailboxId(object_id::of_mailbox(account.id(), mailbox.id)),
        StatusItem::DeletedStorage => StatusValue::DeletedStorage(counts.deleted_size),
    };
    items.iter().map(value).collect()
}
