use super::cursor::{Cursor, Error, Parse};
use super::mailbox::sp_mailbox;
use crate::CommandBody;
use crate::command::Select;

// select = "SELECT" SP mailbox [select-params]
pub(super) fn select(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor).map(CommandBody::Select)
}

// examine = "EXAMINE" SP mailbox [select-params]
pub(super) fn examine(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor).map(CommandBody::Examine)
}

fn arguments(cursor: &mut Cursor<'_>) -> Parse<Select> {
    let mut select = Select { mailbox: sp_mailbox(cursor)?, condstore: false };
    if cursor.has_argument()? {
        // select-params = SP "(" select-param *(SP select-param) ")" of RFC 4466 §6
        cursor.list1("select parameters", |cursor| select_param(cursor, &mut select))?;
    }
    Ok(select)
}

// select-param =/ condstore-param of RFC 7162 §7
fn select_param(cursor: &mut Cursor<'_>, select: &mut Select) -> Parse<()> {
    match cursor.eat_keyword("CONDSTORE") {
        true => select.condstore = true,
        false => return Err(Error::Expected("CONDSTORE")),
    }
    Ok(())
}
