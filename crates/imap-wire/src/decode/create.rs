use super::cursor::{Cursor, Error, Parse};
use super::mailbox::sp_mailbox;
use crate::command::Create;
use crate::{CommandBody, SpecialUse};

// create = "CREATE" SP mailbox [create-params]
pub(super) fn create(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    let mailbox = sp_mailbox(cursor)?;
    let mut special_use = Vec::new();
    if cursor.has_argument()? {
        // create-params = SP "(" create-param *(SP create-param) ")" of RFC 4466 §6
        cursor.list1("create parameters", |cursor| create_param(cursor, &mut special_use))?;
    }
    Ok(CommandBody::Create(Create { mailbox, special_use }))
}

// create-param =/ "USE" SP "(" [use-attr *(SP use-attr)] ")" of RFC 6154 §6
fn create_param(cursor: &mut Cursor<'_>, special_use: &mut Vec<SpecialUse>) -> Parse<()> {
    if !cursor.eat_keyword("USE") {
        return Err(Error::Expected("USE"));
    }
    cursor.sp()?;
    special_use.extend(cursor.list("special uses", use_attr)?);
    Ok(())
}

// use-attr = "\All" / "\Archive" / "\Drafts" / "\Flagged" / "\Junk" / "\Sent" / "\Trash" / use-attr-ext
fn use_attr(cursor: &mut Cursor<'_>) -> Parse<SpecialUse> {
    cursor.expect(b'\\', "a special use")?;
    let name = cursor.atom("a special use")?;
    SpecialUse::from_name(&format!("\\{name}")).ok_or(Error::UnknownUse)
}
