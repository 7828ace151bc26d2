use super::cursor::{Cursor, Error, Parse};
use super::mailbox::sp_mailbox;
use crate::command::{AclEntry, RightsAction, SetAcl};
use crate::{CommandBody, Rights};

// setacl = "SETACL" SP mailbox SP identifier SP mod-rights
pub(super) fn setacl(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    let AclEntry { mailbox, identifier } = entry(cursor)?;
    cursor.sp()?;
    let (action, rights) = mod_rights(cursor)?;
    Ok(CommandBody::SetAcl(SetAcl { mailbox, identifier, action, rights }))
}

// deleteacl = "DELETEACL" SP mailbox SP identifier
pub(super) fn deleteacl(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    entry(cursor).map(CommandBody::DeleteAcl)
}

// getacl = "GETACL" SP mailbox
pub(super) fn getacl(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    sp_mailbox(cursor).map(CommandBody::GetAcl)
}

// listrights = "LISTRIGHTS" SP mailbox SP identifier
pub(super) fn listrights(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    entry(cursor).map(CommandBody::ListRights)
}

// myrights = "MYRIGHTS" SP mailbox
pub(super) fn myrights(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    sp_mailbox(cursor).map(CommandBody::MyRights)
}

// SP mailbox SP identifier
fn entry(cursor: &mut Cursor<'_>) -> Parse<AclEntry> {
    const EXPECTED: &str = "an identifier in UTF-8";
    let mailbox = sp_mailbox(cursor)?;
    cursor.sp()?;
    let identifier = cursor.text(EXPECTED)?.into_owned();
    let identifier = String::from_utf8(identifier).map_err(|_| Error::Expected(EXPECTED))?;
    Ok(AclEntry { mailbox, identifier })
}

// mod-rights = astring ; +rights to add, -rights to remove, rights to replace
fn mod_rights(cursor: &mut Cursor<'_>) -> Parse<(RightsAction, Rights)> {
    const EXPECTED: Error = Error::Expected("rights in lower case");
    let text = cursor.astring("rights")?;
    let text = std::str::from_utf8(&text).map_err(|_| EXPECTED)?;
    let (action, rights) = match text.split_at_checked(1) {
        Some(("+", rights)) => (RightsAction::Add, rights),
        Some(("-", rights)) => (RightsAction::Remove, rights),
        _ => (RightsAction::Replace, text),
    };
    Rights::new(rights).map(|rights| (action, rights)).ok_or(EXPECTED)
}
