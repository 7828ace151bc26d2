use super::cursor::{Cursor, Error, Parse};
use super::mailbox::sp_mailbox;
use crate::command::Status;
use crate::{CommandBody, StatusItem};

// status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"
pub(super) fn status(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    let mailbox = sp_mailbox(cursor)?;
    cursor.sp()?;
    Ok(CommandBody::Status(Status { mailbox, items: status_atts(cursor)? }))
}

// "(" status-att *(SP status-att) ")"
pub(super) fn status_atts(cursor: &mut Cursor<'_>) -> Parse<Vec<StatusItem>> {
    cursor.list1("status items", status_att)
}

// status-att = "MESSAGES" / "UIDNEXT" / "UIDVALIDITY" / "UNSEEN" / "DELETED" / "SIZE"
fn status_att(cursor: &mut Cursor<'_>) -> Parse<StatusItem> {
    const EXPECTED: &str = "a status item";
    StatusItem::from_name(cursor.atom(EXPECTED)?).ok_or(Error::Expected(EXPECTED))
}
