use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::cursor::{Cursor, Error, Parse};
use crate::command::Authenticate;
use crate::{CommandBody, Secret};

// authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp] *(CRLF base64)
pub(super) fn authenticate(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let mechanism = cursor.atom("a SASL mechanism")?.to_ascii_uppercase();
    let initial = if cursor.has_argument()? { Some(initial_resp(cursor)?) } else { None };
    Ok(CommandBody::Authenticate(Authenticate { mechanism, initial }))
}

// initial-resp = (base64 / "=")
fn initial_resp(cursor: &mut Cursor<'_>) -> Parse<Secret> {
    match cursor.take_while(|byte| byte != b' ') {
        b"=" => Ok(Secret::new(Vec::new())),
        encoded => STANDARD.decode(encoded).map(Secret::new).map_err(|_| Error::Expected("base64")),
    }
}
