use super::cursor::{Cursor, Error, Parse};
use super::mailbox::sp_mailbox;
use super::message_set::{known_set, mod_sequence_value, nz_number};
use crate::command::{QResync, Select, SequenceMatch};
use crate::{CommandBody, UidValidity};

// select = "SELECT" SP mailbox [select-params]
pub(super) fn select(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor).map(CommandBody::Select)
}

// examine = "EXAMINE" SP mailbox [select-params]
pub(super) fn examine(cursor: &mut Cursor<'_>) -> Parse<CommandBody> {
    arguments(cursor).map(CommandBody::Examine)
}

fn arguments(cursor: &mut Cursor<'_>) -> Parse<Select> {
    let mut select = Select { mailbox: sp_mailbox(cursor)?, condstore: false, qresync: None };
    if cursor.has_argument()? {
        // select-params = SP "(" select-param *(SP select-param) ")" of RFC 4466 §6
        cursor.list1("select parameters", |cursor| select_param(cursor, &mut select))?;
    }
    Ok(select)
}

// select-param =/ condstore-param / "QRESYNC" SP "(" … ")" of RFC 7162 §7
fn select_param(cursor: &mut Cursor<'_>, select: &mut Select) -> Parse<()> {
    if cursor.eat_keyword("CONDSTORE") {
        select.condstore = true;
        return Ok(());
    }
    if select.qresync.is_some() || !cursor.eat_keyword("QRESYNC") {
        return Err(Error::Expected("CONDSTORE or QRESYNC once"));
    }
    cursor.sp()?;
    select.qresync = Some(qresync(cursor)?);
    Ok(())
}

// "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"
fn qresync(cursor: &mut Cursor<'_>) -> Parse<QResync> {
    cursor.expect(b'(', "what is known of the mailbox")?;
    let uid_validity = UidValidity(nz_number(cursor, "a UIDVALIDITY")?);
    cursor.sp()?;
    let mut qresync = QResync { uid_validity, mod_seq: mod_sequence_value(cursor)?, known_uids: None, matches: None };
    if cursor.has_item()? && cursor.peek() != Some(b'(') {
        qresync.known_uids = Some(known_set(cursor)?);
        cursor.has_item()?;
    }
    if cursor.peek() == Some(b'(') {
        qresync.matches = Some(seq_match_data(cursor)?);
        cursor.has_item()?;
    }
    cursor.expect(b')', "a closing parenthesis")?;
    Ok(qresync)
}

// seq-match-data = "(" known-sequence-set SP known-uid-set ")"
fn seq_match_data(cursor: &mut Cursor<'_>) -> Parse<SequenceMatch> {
    cursor.expect(b'(', "sequence numbers and their UIDs")?;
    let numbers = known_set(cursor)?;
    cursor.sp()?;
    let uids = known_set(cursor)?;
    cursor.expect(b')', "a closing parenthesis")?;
    match numbers.span() == uids.span() {
        true => Ok(SequenceMatch { numbers, uids }),
        false => Err(Error::Expected("as many UIDs as sequence numbers")),
    }
}
