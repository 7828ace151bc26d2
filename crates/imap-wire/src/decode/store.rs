use super::cursor::{Cursor, Error, Parse};
use super::flag::{flag, flag_list};
use super::message_set::{mod_sequence_valzer, sp_message_set};
use crate::command::{Store, StoreAction};
use crate::{CommandBody, Flag, ModSeq, Numbering};

// store = "STORE" SP sequence-set [store-modifiers] SP store-att-flags
pub(super) fn store(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Sequence)
}

// uid = "UID" SP (… / store / …)
pub(super) fn uid_store(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor, Numbering::Uid)
}

fn arguments(cursor: &mut Cursor<'_>, numbering: Numbering) -> Parse<CommandBody> {
    let messages = sp_message_set(cursor)?;
    cursor.sp()?;
    let mut unchanged_since = None;
    if cursor.peek() == Some(b'(') {
        // store-modifiers = SP "(" store-modifier *(SP store-modifier) ")" of RFC 4466 §6
        cursor.list1("store modifiers", |cursor| store_modifier(cursor, &mut unchanged_since))?;
        cursor.sp()?;
    }
    let (action, silent) = action(cursor)?;
    cursor.sp()?;
    let flags = flags(cursor)?;
    Ok(CommandBody::Store(Store { numbering, messages, unchanged_since, action, silent, flags }))
}

// store-modifier =/ "UNCHANGEDSINCE" SP mod-sequence-valzer of RFC 7162 §7
fn store_modifier(cursor: &mut Cursor<'_>, unchanged_since: &mut Option<ModSeq>) -> Parse<()> {
    if !cursor.eat_keyword("UNCHANGEDSINCE") || unchanged_since.is_some() {
        return Err(Error::Expected("UNCHANGEDSINCE once"));
    }
    cursor.sp()?;
    *unchanged_since = Some(mod_sequence_valzer(cursor)?);
    Ok(())
}

// (["+" / "-"] "FLAGS" [".SILENT"])
fn action(cursor: &mut Cursor<'_>) -> Parse<(StoreAction, bool)> {
    const EXPECTED: &str = "FLAGS, +FLAGS or -FLAGS";
    let item = cursor.atom(EXPECTED)?.to_ascii_uppercase();
    let (action, name) = match item.split_at_checked(1) {
        Some(("+", name)) => (StoreAction::Add, name),
        Some(("-", name)) => (StoreAction::Remove, name),
        _ => (StoreAction::Replace, item.as_str()),
    };
    match name {
        "FLAGS" => Ok((action, false)),
        "FLAGS.SILENT" => Ok((action, true)),
        _ => Err(Error::Expected(EXPECTED)),
    }
}

// (flag-list / (flag *(SP flag)))
fn flags(cursor: &mut Cursor<'_>) -> Parse<Vec<Flag>> {
    if cursor.peek() == Some(b'(') {
        return flag_list(cursor);
    }
    let mut flags = vec![flag(cursor)?];
    while cursor.has_argument()? {
        flags.push(flag(cursor)?);
    }
    Ok(flags)
}
