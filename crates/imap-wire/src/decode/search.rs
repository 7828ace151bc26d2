mod key;

use super::cursor::{Cursor, Error, Parse};
use super::partial_range::partial_range;
use crate::command::{Search, SearchReturn};
use crate::{CommandBody, Numbering};
use key::search_keys;

// search = "SEARCH" [search-return-opts] SP search-program
pub(super) fn search(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Sequence)
}

// uid = "UID" SP (… / search / …)
pub(super) fn uid_search(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Uid)
}

fn arguments(cursor: &mut Cursor<'_>, numbering: Numbering) -> Parse<CommandBody> {
    cursor.sp()?;
    let returns = search_return_opts(cursor)?;
    let charset = charset(cursor)?;
    let key = search_keys(cursor)?;
    Ok(CommandBody::Search(Search { numbering, returns, charset, key }))
}

// search-return-opts = SP "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"
fn search_return_opts(cursor: &mut Cursor<'_>) -> Parse<Option<SearchReturn>> {
    if !cursor.eat_keyword("RETURN") {
        return Ok(None);
    }
    cursor.sp()?;
    let mut returns = SearchReturn::default();
    let options = cursor.list("search return options", |cursor| search_return_opt(cursor, &mut returns))?;
    // RFC 4731 §3.1: an empty list is the same as (ALL)
    returns.all |= options.is_empty();
    if returns.all && returns.partial.is_some() {
        return Err(Error::Expected("ALL or PARTIAL, but not both"));
    }
    cursor.sp()?;
    Ok(Some(returns))
}

// search-return-opt = "MIN" / "MAX" / "ALL" / "COUNT" / "SAVE" / search-ret-opt-ext
fn search_return_opt(cursor: &mut Cursor<'_>, returns: &mut SearchReturn) -> Parse<()> {
    const EXPECTED: &str = "a search return option";
    match cursor.atom(EXPECTED)?.to_ascii_uppercase().as_str() {
        "MIN" => returns.min = true,
        "MAX" => returns.max = true,
        "ALL" => returns.all = true,
        "COUNT" => returns.count = true,
        "SAVE" => returns.save = true,
        // modifier-partial = "PARTIAL" SP partial-range
        "PARTIAL" if returns.partial.is_none() => {
            cursor.sp()?;
            returns.partial = Some(partial_range(cursor)?);
        }
        _ => return Err(Error::Expected(EXPECTED)),
    }
    Ok(())
}

// search-program = ["CHARSET" SP charset SP] search-key *(SP search-key)
fn charset(cursor: &mut Cursor<'_>) -> Parse<Option<String>> {
    if !cursor.eat_keyword("CHARSET") {
        return Ok(None);
    }
    cursor.sp()?;
    let name = cursor.astring("a charset")?;
    cursor.sp()?;
    Ok(Some(String::from_utf8_lossy(&name).into_owned()))
}
