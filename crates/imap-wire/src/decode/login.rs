use super::cursor::{Cursor, Parse};
use crate::command::Login;
use crate::{CommandBody, Secret};

// login = "LOGIN" SP userid SP password
pub(super) fn login(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let user = cursor.text("a user name")?.into_owned();
    cursor.sp()?;
    let password = Secret::new(cursor.text("a password")?.into_owned());
    Ok(CommandBody::Login(Login { user, password }))
}
