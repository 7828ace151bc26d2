//! Commands without arguments (RFC 9051 §6.1 to §6.4, RFC 2177, RFC 3691).

use super::cursor::{Cursor, Parse};
use crate::CommandBody;

macro_rules! plain {
    ($($parser:ident => $body:ident),* $(,)?) => {$(
        pub(super) fn $parser(_: &mut Cursor<'_>) -> Parse<CommandBody> {
            Ok(CommandBody::$body)
        }
    )*};
}

plain! {
    capability => Capability,
    check => Check,
    close => Close,
    expunge => Expunge,
    idle => Idle,
    logout => Logout,
    namespace => Namespace,
    noop => Noop,
    starttls => StartTls,
    unauthenticate => Unauthenticate,
    unselect => Unselect,
}
