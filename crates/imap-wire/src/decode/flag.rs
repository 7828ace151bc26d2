use super::cursor::{Cursor, Error, Parse};
use crate::Flag;

// flag-list = "(" [flag *(SP flag)] ")"
pub(super) fn flag_list(cursor: &mut Cursor<'_>) -> Parse<Vec<Flag>> {
    cursor.list("a list of flags", flag)
}

// flag = "\Answered" / "\Flagged" / "\Deleted" / "\Seen" / "\Draft" / flag-keyword / flag-extension
/// A flag that a client may set; there are no flag extensions yet, and `\Recent` is the server's own.
pub(super) fn flag(cursor: &mut Cursor<'_>) -> Parse<Flag> {
    if cursor.peek() != Some(b'\\') {
        return flag_keyword(cursor);
    }
    cursor.take(1);
    let name = cursor.atom("a flag")?;
    match Flag::system(&format!("\\{name}")) {
        None | Some(Flag::Recent) => Err(Error::Expected("a system flag that can be set")),
        Some(flag) => Ok(flag),
    }
}

// flag-keyword = "$MDNSent" / "$Forwarded" / "$Junk" / "$NotJunk" / "$Phishing" / atom
pub(super) fn flag_keyword(cursor: &mut Cursor<'_>) -> Parse<Flag> {
    const EXPECTED: &str = "a keyword";
    Flag::keyword(cursor.atom(EXPECTED)?).ok_or(Error::Expected(EXPECTED))
}
