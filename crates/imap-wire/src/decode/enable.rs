use super::cursor::{Cursor, Parse};
use crate::CommandBody;
use crate::command::Enable;

// enable = "ENABLE" 1*(SP capability)
pub(super) fn enable(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let mut capabilities = vec![capability(cursor)?];
    while cursor.has_argument()? {
        capabilities.push(capability(cursor)?);
    }
    Ok(CommandBody::Enable(capabilities))
}

// capability = ("AUTH=" auth-type) / atom
fn capability(cursor: &mut Cursor<'_>) -> Parse<Enable> {
    cursor.atom("a capability").map(Enable::from_name)
}
