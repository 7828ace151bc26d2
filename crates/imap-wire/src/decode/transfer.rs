use super::cursor::{Cursor, Parse};
use super::mailbox::sp_mailbox;
use super::message_set::sp_message_set;
use crate::command::Transfer;
use crate::{CommandBody, Numbering};

// copy = "COPY" SP sequence-set SP mailbox
pub(super) fn copy(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Sequence).map(CommandBody::Copy)
}

// uid = "UID" SP (copy / …)
pub(super) fn uid_copy(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Uid).map(CommandBody::Copy)
}

// move = "MOVE" SP sequence-set SP mailbox
pub(super) fn r#move(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Sequence).map(CommandBody::Move)
}

// uid = "UID" SP (… / move / …)
pub(super) fn uid_move(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Uid).map(CommandBody::Move)
}

fn arguments(cursor: &mut Cursor<'_>, numbering: Numbering) -> Parse<Transfer> {
    Ok(Transfer { numbering, messages: sp_message_set(cursor)?, mailbox: sp_mailbox(cursor)? })
}
