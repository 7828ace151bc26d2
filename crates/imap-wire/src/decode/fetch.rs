use super::cursor::{Cursor, Error, Parse};
use super::message_set::{mod_sequence_valzer, sp_message_set};
use super::partial_range::partial_range;
use super::section::{partial, section, section_binary};
use crate::command::{BinarySection, BodySection, Fetch, FetchItem};
use crate::{CommandBody, Numbering};

const EXPECTED: &str = "something to fetch";

// fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")
//         [fetch-modifiers]
pub(super) fn fetch(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Sequence)
}

// uid = "UID" SP (… / fetch / …)
pub(super) fn uid_fetch(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Uid)
}

fn arguments(cursor: &mut Cursor<'_>, numbering: Numbering) -> Parse<CommandBody> {
    let messages = sp_message_set(cursor)?;
    cursor.sp()?;
    let items = items(cursor)?;
    let mut fetch = Fetch { numbering, messages, items, changed_since: None, vanished: false, partial: None };
    if cursor.has_argument()? {
        // fetch-modifiers = SP "(" fetch-modifier *(SP fetch-modifier) ")" of RFC 4466 §6
        cursor.list1("fetch modifiers", |cursor| fetch_modifier(cursor, &mut fetch))?;
    }
    if fetch.vanished && fetch.changed_since.is_none() {
        return Err(Error::Expected("CHANGEDSINCE with VANISHED"));
    }
    Ok(CommandBody::Fetch(fetch))
}

fn items(cursor: &mut Cursor<'_>) -> Parse<Vec<FetchItem>> {
    if cursor.peek() == Some(b'(') {
        return cursor.list1(EXPECTED, fetch_att);
    }
    let word = word(cursor);
    match r#macro(&word) {
        Some(items) => Ok(items),
        None => fetch_att_named(cursor, &word).map(|item| vec![item]),
    }
}

/// The items that a macro stands for (RFC 9051 §6.4.5).
fn r#macro(name: &[u8]) -> Option<Vec<FetchItem>> {
    let mut items = vec![FetchItem::Flags, FetchItem::InternalDate, FetchItem::Rfc822Size];
    match name {
        b"FAST" => {}
        b"ALL" => items.push(FetchItem::Envelope),
        b"FULL" => items.extend([FetchItem::Envelope, FetchItem::Body]),
        _ => return None,
    }
    Some(items)
}

// fetch-att = "ENVELOPE" / "FLAGS" / "INTERNALDATE" / "RFC822" [".HEADER" / ".SIZE" / ".TEXT"] /
//             "BODY" ["STRUCTURE"] / "UID" / "BODY" section [partial] / "BODY.PEEK" section [partial] /
//             "BINARY" [".PEEK"] section-binary [partial] / "BINARY.SIZE" section-binary / fetch-mod-sequence
pub(super) fn fetch_att(cursor: &mut Cursor<'_>) -> Parse<FetchItem> {
    let name = word(cursor);
    fetch_att_named(cursor, &name)
}

/// The name of a fetch item, as far as a section, in upper case.
fn word(cursor: &mut Cursor<'_>) -> Vec<u8> {
    cursor.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'.').to_ascii_uppercase()
}

fn fetch_att_named(cursor: &mut Cursor<'_>, name: &[u8]) -> Parse<FetchItem> {
    match name {
        b"ENVELOPE" => Ok(FetchItem::Envelope),
        b"FLAGS" => Ok(FetchItem::Flags),
        b"INTERNALDATE" => Ok(FetchItem::InternalDate),
        b"UID" => Ok(FetchItem::Uid),
        b"MODSEQ" => Ok(FetchItem::ModSeq),
        b"RFC822" => Ok(FetchItem::Rfc822),
        b"RFC822.SIZE" => Ok(FetchItem::Rfc822Size),
        b"RFC822.HEADER" => Ok(FetchItem::Rfc822Header),
        b"RFC822.TEXT" => Ok(FetchItem::Rfc822Text),
        b"BODYSTRUCTURE" => Ok(FetchItem::BodyStructure),
        b"BODY" if cursor.peek() != Some(b'[') => Ok(FetchItem::Body),
        b"BODY" => body_section(cursor, false),
        b"BODY.PEEK" => body_section(cursor, true),
        b"BINARY" => binary_section(cursor, false),
        b"BINARY.PEEK" => binary_section(cursor, true),
        b"BINARY.SIZE" => section_binary(cursor).map(FetchItem::BinarySize),
        b"EMAILID" => Ok(FetchItem::EmailId),
        b"THREADID" => Ok(FetchItem::ThreadId),
        b"SAVEDATE" => Ok(FetchItem::SaveDate),
        b"PREVIEW" => Ok(FetchItem::Preview { lazy: cursor.attempt(preview_mods).is_some() }),
        _ => Err(Error::Expected(EXPECTED)),
    }
}

// SP "(" preview-mod *(SP preview-mod) ")"
/// What stands in parentheses after a single item may be the modifiers of the command instead.
fn preview_mods(cursor: &mut Cursor<'_>) -> Parse<()> {
    cursor.sp()?;
    cursor.list1("LAZY", |cursor| if cursor.eat_keyword("LAZY") { Ok(()) } else { Err(Error::Expected("LAZY")) })?;
    Ok(())
}

fn body_section(cursor: &mut Cursor<'_>, peek: bool) -> Parse<FetchItem> {
    Ok(FetchItem::Section(BodySection { peek, section: section(cursor)?, partial: partial(cursor)? }))
}

fn binary_section(cursor: &mut Cursor<'_>, peek: bool) -> Parse<FetchItem> {
    Ok(FetchItem::Binary(BinarySection { peek, part: section_binary(cursor)?, partial: partial(cursor)? }))
}

// fetch-modifier =/ chgsince-fetch-mod / rexpunges-fetch-mod of RFC 7162 §7
fn fetch_modifier(cursor: &mut Cursor<'_>, fetch: &mut Fetch) -> Parse<()> {
    const EXPECTED: Error = Error::Expected("a fetch modifier, once");
    match cursor.atom("a fetch modifier")?.to_ascii_uppercase().as_str() {
        // chgsince-fetch-mod = "CHANGEDSINCE" SP mod-sequence-value
        "CHANGEDSINCE" if fetch.changed_since.is_none() => {
            cursor.sp()?;
            fetch.changed_since = Some(mod_sequence_valzer(cursor)?);
        }
        // rexpunges-fetch-mod = "VANISHED" ; only allowed in the UID FETCH command
        "VANISHED" if fetch.numbering == Numbering::Uid && !fetch.vanished => fetch.vanished = true,
        // fetch-modifier =/ modifier-partial of RFC 9394 §4
        "PARTIAL" if fetch.numbering == Numbering::Uid && fetch.partial.is_none() => {
            cursor.sp()?;
            fetch.partial = Some(partial_range(cursor)?);
        }
        _ => return Err(EXPECTED),
    }
    Ok(())
}
