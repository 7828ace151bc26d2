//! Search keys (RFC 9051 §6.4.4).

use super::super::cursor::{Cursor, Error, Parse};
use super::super::date::date;
use super::super::flag::flag_keyword;
use super::super::message_set::{message_set, mod_sequence_valzer, nz_number};
use super::super::object_id::object_id;
use crate::command::{ModSeqEntry, ModSeqScope, SearchKey};
use crate::{Flag, Uid};

const SECONDS: &str = "a number of seconds";
const UID: &str = "a UID";
const KEY: Error = Error::Expected("a search key");

/// How much of a search is still allowed.
struct Budget {
    keys: usize,
    depth: usize,
}

// search-key *(SP search-key)
pub(super) fn search_keys(cursor: &mut Cursor<'_>) -> Parse<SearchKey> {
    let mut budget = Budget { keys: SearchKey::MAX_KEYS, depth: SearchKey::MAX_DEPTH };
    let mut keys = vec![search_key(cursor, &mut budget)?];
    while cursor.has_argument()? {
        keys.push(search_key(cursor, &mut budget)?);
    }
    Ok(all_of(keys))
}

/// One key stands for itself, several for all of them.
fn all_of(mut keys: Vec<SearchKey>) -> SearchKey {
    match (keys.len(), keys.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            keys.extend(last);
            SearchKey::And(keys)
        }
    }
}

// search-key = "ALL" / … / sequence-set / "(" search-key *(SP search-key) ")"
fn search_key(cursor: &mut Cursor<'_>, budget: &mut Budget) -> Parse<SearchKey> {
    budget.keys = budget.keys.checked_sub(1).ok_or(Error::Limit("2048 search keys"))?;
    budget.depth = budget.depth.checked_sub(1).ok_or(Error::Limit("256 levels of search keys"))?;
    let key = match cursor.peek() {
        Some(b'(') => cursor.list1("search keys", |cursor| search_key(cursor, budget)).map(all_of),
        Some(b'0'..=b'9' | b'*' | b'$') => message_set(cursor).map(SearchKey::Sequence),
        _ => named_key(cursor, budget),
    };
    budget.depth += 1;
    key
}

fn named_key(cursor: &mut Cursor<'_>, budget: &mut Budget) -> Parse<SearchKey> {
    let name = cursor.atom("a search key")?.to_ascii_uppercase();
    if let Some(key) = bare_key(&name) {
        return Ok(key);
    }
    cursor.sp()?;
    match name.as_str() {
        // search-key =/ "FUZZY" SP search-key of RFC 6203 §7
        "FUZZY" => Ok(SearchKey::Fuzzy(Box::new(search_key(cursor, budget)?))),
        "FILTER" => filter_name(cursor).map(SearchKey::Filter),
        "NOT" => Ok(SearchKey::Not(Box::new(search_key(cursor, budget)?))),
        "OR" => or(cursor, budget),
        "UID" => message_set(cursor).map(SearchKey::Uid),
        // search-key =/ ( "UIDAFTER" / "UIDBEFORE" ) SP uniqueid
        "UIDAFTER" => nz_number(cursor, UID).map(Uid).map(SearchKey::UidAfter),
        "UIDBEFORE" => nz_number(cursor, UID).map(Uid).map(SearchKey::UidBefore),
        "KEYWORD" => flag_keyword(cursor).map(SearchKey::Flagged),
        "UNKEYWORD" => flag_keyword(cursor).map(SearchKey::Unflagged),
        "HEADER" => header(cursor),
        "LARGER" => cursor.number64().map(SearchKey::Larger),
        "SMALLER" => cursor.number64().map(SearchKey::Smaller),
        "MODSEQ" => search_modsequence(cursor),
        // search-key =/ ( "OLDER" / "YOUNGER" ) SP nz-number of RFC 5032 §3
        "OLDER" => nz_number(cursor, SECONDS).map(SearchKey::Older),
        "YOUNGER" => nz_number(cursor, SECONDS).map(SearchKey::Younger),
        // search-key =/ "EMAILID" SP objectid / "THREADID" SP objectid of RFC 8474 §7
        "EMAILID" => object_id(cursor).map(SearchKey::EmailId),
        "THREADID" => object_id(cursor).map(SearchKey::ThreadId),
        name => dated_key(name, cursor).unwrap_or_else(|| text_key(name, cursor)),
    }
}

/// The keys that take no argument.
fn bare_key(name: &str) -> Option<SearchKey> {
    let key = match name {
        "ALL" => SearchKey::All,
        "NEW" => SearchKey::New,
        "OLD" => SearchKey::Unflagged(Flag::Recent),
        "RECENT" => SearchKey::Flagged(Flag::Recent),
        "SAVEDATESUPPORTED" => SearchKey::SaveDateSupported,
        _ => match name.strip_prefix("UN") {
            Some(flag) => SearchKey::Unflagged(system_flag(flag)?),
            None => SearchKey::Flagged(system_flag(name)?),
        },
    };
    Some(key)
}

/// The flags which have a key of their own and one with `UN`.
fn system_flag(name: &str) -> Option<Flag> {
    match name {
        "ANSWERED" => Some(Flag::Answered),
        "DELETED" => Some(Flag::Deleted),
        "DRAFT" => Some(Flag::Draft),
        "FLAGGED" => Some(Flag::Flagged),
        "SEEN" => Some(Flag::Seen),
        _ => None,
    }
}

// "BEFORE" SP date / "ON" SP date / "SINCE" SP date / "SENTBEFORE" SP date / "SENTON" SP date / "SENTSINCE" SP date /
// "SAVEDBEFORE" SP date / "SAVEDON" SP date / "SAVEDSINCE" SP date
fn dated_key(name: &str, cursor: &mut Cursor<'_>) -> Option<Parse<SearchKey>> {
    let key = match name {
        "BEFORE" => SearchKey::Before,
        "ON" => SearchKey::On,
        "SINCE" => SearchKey::Since,
        "SENTBEFORE" => SearchKey::SentBefore,
        "SENTON" => SearchKey::SentOn,
        "SENTSINCE" => SearchKey::SentSince,
        "SAVEDBEFORE" => SearchKey::SavedBefore,
        "SAVEDON" => SearchKey::SavedOn,
        "SAVEDSINCE" => SearchKey::SavedSince,
        _ => return None,
    };
    Some(date(cursor).map(key))
}

// "BCC" SP astring / "BODY" SP astring / "CC" SP astring / "FROM" SP astring / "SUBJECT" SP astring /
// "TEXT" SP astring / "TO" SP astring
fn text_key(name: &str, cursor: &mut Cursor<'_>) -> Parse<SearchKey> {
    let key = match name {
        "BCC" => SearchKey::Bcc,
        "BODY" => SearchKey::Body,
        "CC" => SearchKey::Cc,
        "FROM" => SearchKey::From,
        "SUBJECT" => SearchKey::Subject,
        "TEXT" => SearchKey::Text,
        "TO" => SearchKey::To,
        _ => return Err(KEY),
    };
    search_text(cursor).map(key)
}

// "OR" SP search-key SP search-key
fn or(cursor: &mut Cursor<'_>, budget: &mut Budget) -> Parse<SearchKey> {
    let left = Box::new(search_key(cursor, budget)?);
    cursor.sp()?;
    Ok(SearchKey::Or(left, Box::new(search_key(cursor, budget)?)))
}

// "HEADER" SP header-fld-name SP astring
fn header(cursor: &mut Cursor<'_>) -> Parse<SearchKey> {
    let name = cursor.astring("a header field name")?.into_owned();
    cursor.sp()?;
    Ok(SearchKey::Header { name, text: search_text(cursor)? })
}

// filter-name = 1*<any ATOM-CHAR except "/">
fn filter_name(cursor: &mut Cursor<'_>) -> Parse<String> {
    const EXPECTED: &str = "the name of a filter";
    let name = cursor.atom(EXPECTED)?;
    if name.contains('/') { Err(Error::Expected(EXPECTED)) } else { Ok(name.to_owned()) }
}

fn search_text(cursor: &mut Cursor<'_>) -> Parse<Vec<u8>> {
    cursor.text("a string to search for").map(|text| text.into_owned())
}

// search-modsequence = "MODSEQ" [search-modseq-ext] SP mod-sequence-valzer
fn search_modsequence(cursor: &mut Cursor<'_>) -> Parse<SearchKey> {
    let entry = if cursor.peek() == Some(b'"') { Some(search_modseq_ext(cursor)?) } else { None };
    Ok(SearchKey::ModSeq { entry, least: mod_sequence_valzer(cursor)? })
}

// search-modseq-ext = SP entry-name SP entry-type-req
fn search_modseq_ext(cursor: &mut Cursor<'_>) -> Parse<ModSeqEntry> {
    const SCOPE: &str = "priv, shared or all";
    let name = cursor.astring("a metadata entry name")?.into_owned();
    cursor.sp()?;
    let scope = match cursor.atom(SCOPE)?.to_ascii_lowercase().as_str() {
        "priv" => ModSeqScope::Private,
        "shared" => ModSeqScope::Shared,
        "all" => ModSeqScope::All,
        _ => return Err(Error::Expected(SCOPE)),
    };
    cursor.sp()?;
    Ok(ModSeqEntry { name, scope })
}
