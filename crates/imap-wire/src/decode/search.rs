mod key;

use super::cursor::{Cursor, Error, Parse};
use super::fetch::fetch_att;
use super::partial_range::partial_range;
use crate::command::{FetchItem, Search, SearchKey, SearchReturn};
use crate::{CommandBody, Numbering, TextMode};
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
    let (returns, update_items) = search_return_opts(cursor)?;
    let (charset, key) = search_program(cursor)?;
    Ok(CommandBody::Search(Search { numbering, returns, update_items, charset, key }))
}

// search-return-opts = SP "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"
/// The options if there are any, and the items that UPDATE asks for.
pub(super) fn search_return_opts(cursor: &mut Cursor<'_>) -> Parse<(Option<SearchReturn>, Vec<FetchItem>)> {
    if !cursor.eat_keyword("RETURN") {
        return Ok((None, Vec::new()));
    }
    cursor.sp()?;
    let (mut returns, mut items) = (SearchReturn::default(), Vec::new());
    let options = cursor.list("search return options", |cursor| search_return_opt(cursor, &mut returns, &mut items))?;
    // RFC 4731 §3.1: an empty list is the same as (ALL)
    returns.all |= options.is_empty();
    if returns.all && returns.partial.is_some() {
        return Err(Error::Expected("ALL or PARTIAL, but not both"));
    }
    cursor.sp()?;
    Ok((Some(returns), items))
}

// search-return-opt = "MIN" / "MAX" / "ALL" / "COUNT" / "SAVE" / search-ret-opt-ext
fn search_return_opt(cursor: &mut Cursor<'_>, returns: &mut SearchReturn, items: &mut Vec<FetchItem>) -> Parse<()> {
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
        "CONTEXT" => returns.context = true,
        "RELEVANCY" => returns.relevancy = true,
        "UPDATE" if !returns.update => {
            returns.update = true;
            *items = cursor.attempt(update_items).unwrap_or_default();
        }
        _ => return Err(Error::Expected(EXPECTED)),
    }
    Ok(())
}

// modifier-update = "UPDATE" [ "(" fetch-att *(SP fetch-att) ")" ] of RFC 5465 §8
fn update_items(cursor: &mut Cursor<'_>) -> Parse<Vec<FetchItem>> {
    cursor.take_while(|byte| byte == b' ');
    cursor.list1("something to fetch", fetch_att)
}

// search-program = ["CHARSET" SP charset SP] search-key *(SP search-key)
pub(super) fn search_program(cursor: &mut Cursor<'_>) -> Parse<(Option<String>, SearchKey)> {
    let charset = charset(cursor)?;
    Ok((charset, search_keys(cursor)?))
}

// search-criteria = charset 1*(SP search-key) of RFC 5256 §5
pub(super) fn search_criteria(cursor: &mut Cursor<'_>) -> Parse<(String, SearchKey)> {
    let charset = String::from_utf8_lossy(&cursor.astring("a charset")?).into_owned();
    cursor.sp()?;
    Ok((charset, search_keys(cursor)?))
}

impl SearchKey {
    // search-criteria = search-key *(SP search-key)
    /// The keys that a stored search consists of (RFC 5466 §4, ABNF `search-criteria`), its strings in UTF-8; `None` where
    /// the text is no search, or a larger one than a command may have.
    pub fn parse(text: &[u8]) -> Option<Self> {
        search_keys(&mut Cursor::new(text, TextMode::Utf8)).ok()
    }
}

// ["CHARSET" SP charset SP]
fn charset(cursor: &mut Cursor<'_>) -> Parse<Option<String>> {
    if !cursor.eat_keyword("CHARSET") {
        return Ok(None);
    }
    cursor.sp()?;
    let name = cursor.astring("a charset")?;
    cursor.sp()?;
    Ok(Some(String::from_utf8_lossy(&name).into_owned()))
}
