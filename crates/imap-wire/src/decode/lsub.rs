use super::cursor::{Cursor, Parse};
use super::list::list_mailbox;
use super::mailbox::sp_mailbox;
use crate::CommandBody;
use crate::command::Lsub;

// lsub = "LSUB" SP mailbox SP list-mailbox
pub(super) fn lsub(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    let reference = sp_mailbox(cursor)?;
    cursor.sp()?;
    Ok(CommandBody::Lsub(Lsub { reference, pattern: list_mailbox(cursor)? }))
}
