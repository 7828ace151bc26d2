use super::cursor::{Cursor, Parse};
use super::message_set::sp_message_set;
use crate::CommandBody;

// uid-expunge = "EXPUNGE" SP sequence-set
pub(super) fn uid_expunge(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    sp_message_set(cursor).map(CommandBody::UidExpunge)
}
