//! LANGUAGE and COMPARATOR, which take names in the order of preference.

use super::cursor::{Cursor, Error, Parse};
use crate::CommandBody;

const MAX_NAMES: usize = 100;

// language-cmd = "LANGUAGE" *(SP lang-range-quoted) of RFC 5255 §3.5
pub(super) fn language(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    names(cursor).map(CommandBody::Language)
}

// comparator-cmd = "COMPARATOR" *(SP comp-order-quoted) of RFC 5255 §4.10
pub(super) fn comparator(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    names(cursor).map(CommandBody::Comparator)
}

fn names(cursor: &mut Cursor<'_>) -> Parse<Vec<String>> {
    let mut names = Vec::new();
    while cursor.has_argument()? {
        names.push(name(cursor)?);
        if names.len() > MAX_NAMES {
            return Err(Error::Limit("100 names"));
        }
    }
    Ok(names)
}

fn name(cursor: &mut Cursor<'_>) -> Parse<String> {
    const EXPECTED: &str = "a name in ASCII";
    let name = cursor.text(EXPECTED)?.into_owned();
    String::from_utf8(name).ok().filter(|name| name.is_ascii()).ok_or(Error::Expected(EXPECTED))
}
