use super::cursor::{Cursor, Error, Parse};
use crate::CommandBody;
use crate::command::IdField;

/// RFC 2971 §3.3: "Implementations MUST NOT send more than 30 field-value pairs."
const MAX_FIELDS: usize = 30;

// id = "ID" SPACE id_params_list
pub(super) fn id(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    if cursor.eat_keyword("NIL") {
        return Ok(CommandBody::Id(None));
    }
    id_params_list(cursor).map(|fields| CommandBody::Id(Some(fields)))
}

// id_params_list = "(" #(string SPACE nstring) ")" / nil
fn id_params_list(cursor: &mut Cursor<'_>) -> Parse<Vec<IdField>> {
    let fields = cursor.list("NIL or a list of fields", field)?;
    if fields.len() > MAX_FIELDS { Err(Error::Expected("30 fields at most")) } else { Ok(fields) }
}

fn field(cursor: &mut Cursor<'_>) -> Parse<IdField> {
    let name = cursor.astring("a field name")?.into_owned();
    cursor.sp()?;
    let value = cursor.nstring("a field value")?.map(|value| value.into_owned());
    Ok(IdField { name, value })
}
