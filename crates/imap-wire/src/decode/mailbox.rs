//! Mailbox names, and the commands which take nothing else.

use super::cursor::{Cursor, Error, Parse};
use crate::{CommandBody, Mailbox};

// delete = "DELETE" SP mailbox
pub(super) fn delete(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    sp_mailbox(cursor).map(CommandBody::Delete)
}

// subscribe = "SUBSCRIBE" SP mailbox
pub(super) fn subscribe(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    sp_mailbox(cursor).map(CommandBody::Subscribe)
}

// unsubscribe = "UNSUBSCRIBE" SP mailbox
pub(super) fn unsubscribe(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    sp_mailbox(cursor).map(CommandBody::Unsubscribe)
}

// SP mailbox
pub(super) fn sp_mailbox(cursor: &mut Cursor<'_>) -> Parse<Mailbox> {
    cursor.sp()?;
    mailbox(cursor)
}

// mailbox = "INBOX" / astring
pub(super) fn mailbox(cursor: &mut Cursor<'_>) -> Parse<Mailbox> {
    let raw = cursor.text("a mailbox name")?;
    Mailbox::decode(&raw, cursor.mode()).map_err(Error::Mailbox)
}
