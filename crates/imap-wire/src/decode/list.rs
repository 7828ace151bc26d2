use super::chars::is_list_char;
use super::cursor::{Cursor, Error, Parse};
use super::mailbox::mailbox;
use super::metadata::entries;
use super::status::status_atts;
use crate::command::{List, ListReturn, ListSelection};
use crate::types::decode_name;
use crate::{CommandBody, ListPattern};

// list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]
pub(super) fn list(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    cursor.sp()?;
    let selects = cursor.peek() == Some(b'(');
    let selection = if selects { list_select_opts(cursor)? } else { ListSelection::default() };
    let reference = mailbox(cursor)?;
    cursor.sp()?;
    let several = cursor.peek() == Some(b'(');
    let patterns = mbox_or_pat(cursor)?;
    let asks = cursor.has_argument()?;
    let returns = if asks { list_return_opts(cursor)? } else { ListReturn::default() };
    let extended = selects || several || asks;
    Ok(CommandBody::List(List { selection, reference, patterns, returns, extended }))
}

// list-select-opts = "(" [(*(list-select-opt SP) list-select-base-opt *(SP list-select-opt)) /
//                    (list-select-independent-opt *(SP list-select-independent-opt))] ")"
fn list_select_opts(cursor: &mut Cursor<'_>) -> Parse<ListSelection> {
    let mut selection = ListSelection::default();
    cursor.list("selection options", |cursor| list_select_opt(cursor, &mut selection))?;
    if selection.recursive_match && !(selection.subscribed || selection.special_use) {
        return Err(Error::Expected("a base option with RECURSIVEMATCH"));
    }
    cursor.sp()?;
    Ok(selection)
}

// list-select-opt = list-select-base-opt / list-select-independent-opt / list-select-mod-opt
fn list_select_opt(cursor: &mut Cursor<'_>, selection: &mut ListSelection) -> Parse<()> {
    const EXPECTED: &str = "a selection option";
    match cursor.atom(EXPECTED)?.to_ascii_uppercase().as_str() {
        "SUBSCRIBED" => selection.subscribed = true,
        "REMOTE" => selection.remote = true,
        "RECURSIVEMATCH" => selection.recursive_match = true,
        "SPECIAL-USE" => selection.special_use = true,
        _ => return Err(Error::Expected(EXPECTED)),
    }
    Ok(())
}

// mbox-or-pat = list-mailbox / patterns
fn mbox_or_pat(cursor: &mut Cursor<'_>) -> Parse<Vec<ListPattern>> {
    match cursor.peek() {
        // patterns = "(" list-mailbox *(SP list-mailbox) ")"
        Some(b'(') => cursor.list1("patterns", list_mailbox),
        _ => Ok(vec![list_mailbox(cursor)?]),
    }
}

// list-mailbox = 1*list-char / string
pub(super) fn list_mailbox(cursor: &mut Cursor<'_>) -> Parse<ListPattern> {
    let name = match cursor.take_while(is_list_char) {
        [] => decode_name(&cursor.text_string("a mailbox name or pattern")?, cursor.mode()),
        atom => decode_name(atom, cursor.mode()),
    };
    name.map(ListPattern).map_err(Error::Mailbox)
}

// list-return-opts = "RETURN" SP "(" [list-return-opt *(SP list-return-opt)] ")"
fn list_return_opts(cursor: &mut Cursor<'_>) -> Parse<ListReturn> {
    if !cursor.eat_keyword("RETURN") {
        return Err(Error::Expected("RETURN"));
    }
    cursor.sp()?;
    let mut returns = ListReturn::default();
    cursor.list("return options", |cursor| return_option(cursor, &mut returns))?;
    Ok(returns)
}

// return-option = "SUBSCRIBED" / "CHILDREN" / status-option / option-extension
fn return_option(cursor: &mut Cursor<'_>, returns: &mut ListReturn) -> Parse<()> {
    const EXPECTED: &str = "a return option";
    match cursor.atom(EXPECTED)?.to_ascii_uppercase().as_str() {
        "SUBSCRIBED" => returns.subscribed = true,
        "CHILDREN" => returns.children = true,
        "SPECIAL-USE" => returns.special_use = true,
        // return-option =/ "MYRIGHTS" of RFC 8440 §5
        "MYRIGHTS" => returns.my_rights = true,
        // return-option =/ "METADATA" SP "(" entry *(SP entry) ")" of RFC 9590 §5
        "METADATA" => {
            cursor.sp()?;
            returns.metadata = entries(cursor)?;
        }
        // status-option = "STATUS" SP "(" status-att *(SP status-att) ")"
        "STATUS" => {
            cursor.sp()?;
            returns.status = status_atts(cursor)?;
        }
        _ => return Err(Error::Expected(EXPECTED)),
    }
    Ok(())
}
