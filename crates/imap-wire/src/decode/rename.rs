use super::cursor::{Cursor, Parse};
use super::mailbox::sp_mailbox;
use crate::CommandBody;
use crate::command::Rename;

// rename = "RENAME" SP mailbox SP mailbox
pub(super) fn rename(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    Ok(CommandBody::Rename(Rename { from: sp_mailbox(cursor)?, to: sp_mailbox(cursor)? }))
}
